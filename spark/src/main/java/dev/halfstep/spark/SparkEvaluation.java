package dev.halfstep.spark;

import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.evaluate.LabelMeans;
import dev.halfstep.evaluate.Tally;
import dev.halfstep.graph.Interface;
import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Scores models on a Dataset as the {@code evaluate} command does on a table: the same figures, to the last bit, however the rows are
 * partitioned. They are read twice: how far labels spread is taken from their mean.
 */
public final class SparkEvaluation {

    private SparkEvaluation() {}

    /**
     * Evaluates. Rows with a missing cell are left out. Where rows have none of the targets' columns, the float model's predictions
     * stand for labels: errors are deviations from it.
     *
     * @param rows with the columns that the models take, and with those of their targets or none of these, by their names
     * @param models for the same features and targets, at least one; the first float model, if there is one, is what the others are
     *        compared with; as the first one's {@link HalfstepModel#setHandleInvalid} says, a row that it does not take ends the job, or
     *        is left out, too
     * @return for each model what it scores
     * @throws Problem if the models do not go together, a row cannot be taken, with its place, or none is left
     */
    public static List<Evaluation> of(Dataset<?> rows, List<HalfstepModel> models) {
        List<SharedModel> shared = models.stream().map(HalfstepModel::shared).toList();
        requireAlike(shared);
        SparkSession spark = rows.sparkSession();
        OptionalInt reference = reference(models);
        // Where there are no labels, they are asked for, unless the float model can stand for them.
        boolean labelled = hasLabels(rows, models) || reference.isEmpty();
        var tables = RowTables.of(rows.schema(), shared.getFirst().pipeline(), labelled, HalfstepModel.zone(spark));
        Broadcast<EvaluatedModels> sent = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .broadcast(new EvaluatedModels(shared, reference.orElse(-1), tables, labelled));
        try {
            return Jobs.run(() -> evaluations(rows.toDF().javaRDD(), sent));
        } finally {
            sent.destroy();
        }
    }

    private static void requireAlike(List<SharedModel> models) {
        if (models.isEmpty()) {
            throw Problem.of("there is no model to evaluate");
        }
        Pipeline first = models.getFirst().pipeline();
        for (int m = 1; m < models.size(); m++) {
            if (!models.get(m).pipeline().encodesAs(first)) {
                throw Problem.model("it was made for other features, targets or target mappings than the first model")
                        .at("model " + (m + 1)).remedy("Evaluate them one at a time.");
            }
        }
    }

    /** Whether rows have a column of one of the models' targets, at least: where there are none, only models are compared. */
    public static boolean hasLabels(Dataset<?> rows, List<HalfstepModel> models) {
        List<String> columns = List.of(rows.columns());
        return models.stream().flatMap(model -> model.targets().stream())
                .anyMatch(target -> columns.stream().anyMatch(target::equalsIgnoreCase));
    }

    /** Which of some models the others are compared with: the first float model, if there is one. */
    public static OptionalInt reference(List<HalfstepModel> models) {
        return IntStream.range(0, models.size()).filter(m -> isFloat(models.get(m).shared().file())).findFirst();
    }

    private static boolean isFloat(ModelFile model) {
        return Interface.of(model.graph()).outputs().stream().allMatch(port -> port.domain().isEmpty());
    }

    private static List<Evaluation> evaluations(JavaRDD<Row> rows, Broadcast<EvaluatedModels> models) {
        byte[] means = rows.mapPartitions(own -> List.of(models.value().means(own)).iterator())
                .treeAggregate(new LabelMeans().toBytes(), SparkEvaluation::merged, SparkEvaluation::merged,
                        Jobs.DEPTH);
        if (LabelMeans.fromBytes(means).rows() == 0) {
            throw Problem.of("no row is left: each has a missing cell, or there is none");
        }
        List<byte[]> tallies = rows.mapPartitions(
                own -> List.of(models.value().tallies(own, LabelMeans.fromBytes(means))).iterator())
                .treeAggregate(List.of(), SparkEvaluation::merged, SparkEvaluation::merged, Jobs.DEPTH);
        return tallies.stream().map(tally -> Tally.fromBytes(tally).evaluation()).toList();
    }

    private static byte[] merged(byte[] one, byte[] other) {
        LabelMeans all = LabelMeans.fromBytes(one);
        all.merge(LabelMeans.fromBytes(other));
        return all.toBytes();
    }

    private static List<byte[]> merged(List<byte[]> one, List<byte[]> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        var all = new ArrayList<byte[]>();
        for (int m = 0; m < one.size(); m++) {
            Tally tally = Tally.fromBytes(one.get(m));
            tally.merge(Tally.fromBytes(other.get(m)));
            all.add(tally.toBytes());
        }
        return all;
    }
}
