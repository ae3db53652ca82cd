package dev.halfstep.train;

import ai.djl.engine.EngineException;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Trains a dense network to predict numbers: hidden layers with relu, then a linear one.
 *
 * <p>
 * Weights start as Glorot-uniform kernels and zero biases. Each epoch goes through the training rows once, in a new
 * random order, batch by batch, and takes one step of Adam for each batch; the loss is the mean over rows and outputs.
 * The last rows are held out for validation: those from floor(rows · (1 − share)) on, in the order given, so mix the
 * rows first. With fewer than five rows none is held out.
 *
 * <p>
 * The same rows, options and seed give the same weights, bit for bit, in any process on the same kind of processor and
 * with the same version of PyTorch, however many threads the machine has. Another kind of processor may add up the
 * products of a matrix multiplication in another order, and so differ in the last bits.
 *
 * <p>
 * The first training in a process starts PyTorch, which takes about a second, and once on each machine unpacks it. It is
 * set to one thread per operation, for the whole process, unless the system property
 * {@code ai.djl.pytorch.num_threads} chooses another number.
 */
public final class Trainer {

    /** Validation rows go through the network in batches of at most this many numbers per layer. */
    private static final int VALIDATION_NUMBERS = 1 << 22;

    private final TrainingOptions options;
    private final ParameterLayout layout;
    private final Network network;
    private final int[] trainingOrder;
    private final int[] validationOrder;
    private final List<Batch> trainingBatches;
    private final List<Batch> validationBatches;
    private final Draws draws;
    private final Adam adam;
    private final float[] parameters;
    private final float[] gradient;

    private Trainer(Examples examples, int training, TrainingOptions options, ParameterLayout layout, Network network) {
        this.options = options;
        this.layout = layout;
        this.network = network;
        trainingOrder = IntStream.range(0, training).toArray();
        validationOrder = IntStream.range(training, examples.rows()).toArray();
        trainingBatches = batches(examples, training, options.batchSize());
        validationBatches = batches(examples, validationOrder.length,
                Math.max(1, VALIDATION_NUMBERS / layout.widest()));
        draws = new Draws(options.seed());
        parameters = layout.initial(draws);
        gradient = new float[parameters.length];
        adam = new Adam(options.learningRate(), parameters.length);
        network.set(parameters);
    }

    /**
     * Trains a network. Safe to call from several threads at once.
     *
     * @param x
     *            inputs, [rows][features] row-major, best with mean 0 and deviation 1; only read
     * @param y
     *            labels, [rows][outputs] row-major, likewise
     * @param listener
     *            told of each epoch
     * @throws Problem
     *             if there are no rows, a value is NaN or infinite, the network is too large for memory, PyTorch cannot
     *             be started or fails, the loss stops being a finite number, or the thread is interrupted (it stays so)
     * @throws IllegalArgumentException
     *             if an array is not of the size that the counts ask for
     */
    public static TrainedNetwork train(float[] x, float[] y, int rows, int features, int outputs,
            TrainingOptions options, TrainingListener listener) {
        var examples = new Examples(x, y, rows, features, outputs);
        int training = examples.trainingRows(options.validationShare());
        var layout = ParameterLayout.of(features, options.hidden(), outputs);
        layout.checkBatch(Math.min(training, options.batchSize()));
        checkInterrupt();
        try (var network = new Network(layout)) {
            return new Trainer(examples, training, options, layout, network).run(listener);
        } catch (EngineException e) {
            throw Problem.system("PyTorch failed while training (" + e.getMessage() + ")")
                    .remedy("If it ran out of memory, use smaller hidden layers or batches.").because(e);
        }
    }

    /** Room for the first batch, which stands for all full ones, and for the last one where that is smaller. */
    private List<Batch> batches(Examples examples, int rows, int batchSize) {
        var batches = new ArrayList<Batch>();
        if (rows >= batchSize) {
            batches.add(network.newBatch(examples, batchSize));
        }
        if (rows % batchSize > 0) {
            batches.add(network.newBatch(examples, rows % batchSize));
        }
        return batches;
    }

    private TrainedNetwork run(TrainingListener listener) {
        var history = new ArrayList<EpochLoss>();
        var stopping = new EarlyStopping(options.patience());
        boolean stop = false;
        for (int epoch = 1; epoch <= options.epochs() && !stop; epoch++) {
            var loss = new EpochLoss(epoch, learn(epoch), validate(epoch));
            checkWeights(epoch);
            history.add(loss);
            stop = stopping.stopAfter(loss, parameters);
            listener.epochDone(loss, options.epochs());
        }
        int kept = options.patience().isPresent() ? stopping.bestEpoch() : history.size();
        return new TrainedNetwork(layout.cut(stopping.keep(parameters)), history, stopping.bestEpoch(), kept,
                trainingOrder.length, validationOrder.length);
    }

    /** Takes every training row once; the mean of their losses, each before the step that learned from it. */
    private double learn(int epoch) {
        draws.shuffle(trainingOrder);
        double sum = 0;
        int from = 0;
        while (from < trainingOrder.length) {
            Batch batch = next(trainingBatches, trainingOrder.length - from);
            batch.load(trainingOrder, from);
            sum += checked(network.loss(batch, options.loss(), gradient), epoch);
            adam.step(parameters, gradient);
            network.set(parameters);
            from += batch.rows();
        }
        return mean(sum, trainingOrder.length);
    }

    /** The mean loss of the validation rows; NaN when there are none. */
    private double validate(int epoch) {
        double sum = 0;
        int from = 0;
        while (from < validationOrder.length) {
            Batch batch = next(validationBatches, validationOrder.length - from);
            batch.load(validationOrder, from);
            sum += checked(network.loss(batch, options.loss()), epoch);
            from += batch.rows();
        }
        return mean(sum, validationOrder.length);
    }

    private double mean(double sum, int rows) {
        return sum / ((double) rows * layout.outputs(layout.layers() - 1));
    }

    private static Batch next(List<Batch> batches, int rowsLeft) {
        Batch first = batches.getFirst();
        return first.rows() <= rowsLeft ? first : batches.getLast();
    }

    private double checked(double loss, int epoch) {
        checkInterrupt();
        if (!Double.isFinite(loss)) {
            throw diverged(epoch, "the loss is no longer a finite number");
        }
        return loss;
    }

    /** The last step of an epoch may spoil weights that no loss shows any more. */
    private void checkWeights(int epoch) {
        for (float parameter : parameters) {
            if (!Float.isFinite(parameter)) {
                throw diverged(epoch, "a weight is no longer a finite number");
            }
        }
    }

    private Problem diverged(int epoch, String sign) {
        return Problem.outcome("training diverged at epoch " + epoch + ": " + sign)
                .remedy(Phrase.of("lower ").with(Setting.LEARNING_RATE).then(", which is " + options.learningRate()));
    }

    private static void checkInterrupt() {
        if (Thread.currentThread().isInterrupted()) {
            throw Problem.system("training was interrupted").remedy("Start it again.");
        }
    }
}
