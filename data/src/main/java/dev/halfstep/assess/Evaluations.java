package dev.halfstep.assess;

import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.evaluate.LabelMeans;
import dev.halfstep.evaluate.Labelled;
import dev.halfstep.evaluate.Meter;
import dev.halfstep.evaluate.Tally;
import dev.halfstep.interpret.RowNames;
import dev.halfstep.model.ModelFile;
import dev.halfstep.problem.Problem;
import dev.halfstep.rows.DataSource;
import dev.halfstep.rows.InOrder;
import dev.halfstep.rows.RowBlocks;
import dev.halfstep.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;

/**
 * Scores models on rows that come in blocks. They are read twice: how far labels spread is taken from their mean. Workers encode and
 * predict; what they measure is added up in the order of the rows, so that scores do not depend on how many there are.
 */
public final class Evaluations {

    private final List<ModelFile> models;
    private final Optional<ModelFile> reference;
    private final Path data;

    /**
     * Evaluations of models on the same rows.
     *
     * @param reference what the others are compared with, if there is a float model
     * @param data where the rows come from, for messages
     */
    public Evaluations(List<ModelFile> models, Optional<ModelFile> reference, Path data) {
        this.data = data;
        this.models = models;
        this.reference = reference;
    }

    /**
     * Evaluates.
     *
     * @param progress is told how much of the work is done, from 0 to 1
     * @return one for each model
     * @throws Problem if there are no rows, or a model takes or gives other shapes, or cannot be run
     */
    public List<Evaluation> on(RowBlocks rows, DoubleConsumer progress) {
        var means = new LabelMeans();
        InOrder.<RowBlocks.Pending, Labels>run(InOrder.usualThreads(), rows::read, () -> Labels::of,
                labels -> {
                    labels.rows.ifPresent(means::add);
                    progress.accept(labels.share / 2);
                    return true;
                });
        if (means.rows() == 0) {
            throw DataSource.noRows(data);
        }
        List<Tally> tallies = models.stream().map(model -> new Tally(means)).toList();
        // Nobody runs these: threads take copies of them.
        List<Meter> prepared = models.stream().map(Evaluations::meter).toList();
        Optional<Meter> comparing = reference.map(Evaluations::meter);
        InOrder.<RowBlocks.Pending, Measured>run(InOrder.usualThreads(), rows::read,
                () -> new Worker(prepared, comparing)::measure, measured -> {
                    for (int m = 0; m < measured.byModel.size(); m++) {
                        tallies.get(m).add(measured.byModel.get(m));
                    }
                    progress.accept((1 + measured.share) / 2);
                    return true;
                });
        return tallies.stream().map(Tally::evaluation).toList();
    }

    private static Meter meter(ModelFile model) {
        return at(model, () -> Meter.of(model.graph(), model.decoder()));
    }

    private static <T> T at(ModelFile model, Supplier<T> step) {
        try {
            return step.get();
        } catch (Problem problem) {
            throw problem.at(model.file().toString());
        }
    }

    /** Empty where no row is complete. */
    private static Optional<Labelled> labelled(RowBlocks.Pending pending) {
        return pending.block().encoded().map(rows -> rows.labelled().orElseThrow());
    }

    private record Labels(Optional<Labelled> rows, double share) {

        static Labels of(RowBlocks.Pending block) {
            return new Labels(labelled(block), block.share());
        }
    }

    /** Empty where there are no rows. */
    private record Measured(List<Meter.Measurement> byModel, double share) {}

    /** What one thread runs models with. */
    private final class Worker {

        private final List<Meter> meters;
        private final Optional<Meter> comparing;

        Worker(List<Meter> prepared, Optional<Meter> comparing) {
            meters = prepared.stream().map(Meter::copy).toList();
            this.comparing = comparing.map(Meter::copy);
        }

        Measured measure(RowBlocks.Pending block) {
            Optional<Labelled> rows = labelled(block);
            var byModel = new ArrayList<Meter.Measurement>();
            RowNames names = block.block().names(models.getFirst().pipeline());
            if (rows.isPresent()) {
                Optional<Tensor> floats =
                        comparing.map(meter -> at(reference.orElseThrow(), () -> meter.predict(rows.get(), names)));
                for (int m = 0; m < models.size(); m++) {
                    Meter meter = meters.get(m);
                    byModel.add(at(models.get(m), () -> meter.measure(rows.get(), floats, names)));
                }
            }
            return new Measured(byModel, block.share());
        }
    }
}
