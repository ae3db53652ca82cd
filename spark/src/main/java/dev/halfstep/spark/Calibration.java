package dev.halfstep.spark;

import dev.halfstep.calibrate.Samples;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Plan;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.DType;
import dev.halfstep.tflite.TfliteWriter;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Calibrates a float model on a Dataset, and makes models of other precisions of it on the driver. Ranges come from all rows, in
 * whatever order; codes are fitted to the first rows, as many as the {@code quantize} command fits them to, which are brought to the
 * driver. So the file is the same as that command's, to the byte, where the Dataset's first rows are the table's: sort it by a column
 * that says their order if it is read from several files, or was shuffled.
 */
public final class Calibration {

    private final Graph network;
    private final DatasetSamples samples;

    private Calibration(Graph network, DatasetSamples samples) {
        this.network = network;
        this.samples = samples;
    }

    /**
     * Looks at all rows, once. Those with a missing cell are left out.
     *
     * @param rows with the columns that the model takes, by their names
     * @param model a float model; as its {@link HalfstepModel#setHandleInvalid} says, a row that it does not take ends the job, or is
     *        left out, too
     * @throws Problem if a row cannot be taken, with its place, or none is left
     */
    public static Calibration observe(Dataset<?> rows, HalfstepModel model) {
        Graph network = network(model);
        SharedModel shared = model.shared();
        SampleRunner runner = SampleRunner.of(network);
        if (!runner.keepsSamplesApart() && runner.blockSize() > 1) {
            throw Problem.model("the model runs batches of rows together, which partitions do not keep");
        }
        SparkSession spark = rows.sparkSession();
        Broadcast<SharedModel> sent = JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(shared);
        var tables = RowTables.of(rows.schema(), shared.pipeline(), false, HalfstepModel.zone(spark));
        Dataset<Row> all = rows.toDF();
        return new Calibration(network, new DatasetSamples(all.javaRDD(), tables, sent, network));
    }

    /**
     * The network of a model that is quantized.
     *
     * @throws Problem if it is no float model
     */
    public static Graph network(HalfstepModel model) {
        return Quantizer.floatNetwork(model.shared().file().graph());
    }

    /** How many rows were looked at. */
    public long rows() {
        return samples.count();
    }

    /** How many of them were brought to the driver so far, where codes are fitted to them. */
    public long rowsFitted() {
        return samples.held();
    }

    /** The rows as {@link Quantizer} takes them: ranges over all of them are gathered on the cluster. */
    public Samples samples() {
        return samples;
    }

    /**
     * Decides as the {@code quantize} command does.
     *
     * @param edge type at inputs and outputs
     * @throws Problem as {@link Quantizer#plan}
     */
    public Plan plan(Precision precision, DType edge, Recipe recipe) {
        return Quantizer.plan(network, precision, edge, recipe, samples, done -> {});
    }

    /**
     * The model that was decided on.
     *
     * @throws Problem if the plan is one for another model
     */
    public HalfstepModel apply(Plan plan) {
        return HalfstepModel.fromBytes(TfliteWriter.toBytes(Quantizer.apply(network, plan)));
    }

    /**
     * The model at another precision.
     *
     * @throws Problem as {@link Quantizer#plan}
     */
    public HalfstepModel quantize(Precision precision, DType edge, Recipe recipe) {
        return apply(plan(precision, edge, recipe));
    }

    /**
     * The model at another precision, by the usual recipe.
     *
     * @param precision as commands name it: {@code full-uint8}
     * @throws Problem if there is none of this name, or as {@link Quantizer#plan}
     */
    public HalfstepModel quantize(String precision) {
        Precision named = Precision.of(precision);
        return quantize(named, named.edges().getFirst(), Recipe.DEFAULT);
    }
}
