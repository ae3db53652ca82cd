package dev.halfstep.train;

import ai.djl.engine.EngineException;
import dev.halfstep.graph.Graph;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Quantization-aware fine-tuning: goes on training a network that is quantized already, with the rounding in it.
 *
 * <p>
 * Scales and zero points stay what they are; weights and biases move. They are learned as real-valued shadows, which start at the
 * codes of the given network, that is at the float network as quantizing rounded it. Each step rounds the shadows to codes, runs
 * the integer network on a batch, and moves the shadows by Adam along the straight-through gradient, at a rate that falls to 0 in
 * a straight line. See {@link FakeQuantNetwork} for how the forward pass gives exactly the codes of the integer network, and
 * {@link FakeQuantParameters} for what the shadows are. Only the last layer's codes are not rounded while learning, which would
 * say nothing about where to go; rounding them made no difference when it was tried, nor did averaging the shadows over steps.
 *
 * <p>
 * A shadow near a half makes its code flip back and forth, so that a later epoch need not be a better one. After each epoch the
 * integer network, built anew, is therefore scored on the validation rows, by its mean absolute error whatever the loss, and the best is kept. The network that was given counts
 * as epoch 0: what comes back is never worse on those rows. The validation rows are the last ones, those from
 * floor(rows · (1 − share)) on, in the order given, so mix the rows first; with fewer than five rows none is held out, and the
 * training rows decide.
 *
 * <p>
 * The same network, rows and options give the same result, bit for bit, on the conditions that {@link Trainer} states.
 *
 * <p>
 * Source of fake quantization: Jacob et al., "Quantization and training of neural networks for efficient
 * integer-arithmetic-only inference", CVPR 2018, section 3.
 */
public final class FineTuner {

    private final IntegerChain chain;
    private final FineTuneOptions options;
    private final FakeQuantNetwork network;
    private final FakeQuantParameters parameters;
    private final List<FakeQuantNetwork.Pass> passes = new ArrayList<>();
    private final int[] order;
    private final Draws draws;
    private final Adam adam;
    private final float[] gradient;
    private long steps;

    private FineTuner(IntegerChain chain, Examples examples, int training, FineTuneOptions options,
            FakeQuantNetwork network) {
        this.chain = chain;
        this.options = options;
        this.network = network;
        parameters = new FakeQuantParameters(chain);
        order = IntStream.range(0, training).toArray();
        draws = new Draws(options.seed());
        gradient = new float[parameters.shadows().length];
        adam = new Adam(options.rate(), gradient.length);
        if (training >= options.batchSize()) {
            passes.add(network.newPass(examples, options.batchSize()));
        }
        if (training % options.batchSize() > 0) {
            passes.add(network.newPass(examples, training % options.batchSize()));
        }
    }

    /**
     * Fine-tunes a network. Safe to call from several threads at once.
     *
     * @param quantized
     *            int8 dense layers one after the other, at whose edges QUANTIZE and DEQUANTIZE may stand: what quantizing a dense
     *            network to int8, full-uint8 or full-int8 gives
     * @param x
     *            real values as the model takes them, [rows, features]; it learns from their codes
     * @param goal
     *            what it should predict, [rows, outputs] in the unit of its outputs: labels, standardised where those of the float
     *            network were, or the float network's predictions
     * @param listener
     *            told of each epoch: the training rows' loss, of the network whose last codes are not rounded, and the validation
     *            rows' mean absolute error, both with errors counted as the options say
     * @return a network with the same tensors, nodes and metadata, and other codes in weights and biases
     * @throws Problem
     *             if the model is of another kind, the shapes do not go together, there are no rows, a value is NaN or infinite,
     *             the loss stops being a finite number, PyTorch cannot be started or fails, or the thread is interrupted (it stays
     *             so)
     */
    public static FineTuned tune(Graph quantized, Tensor x, Tensor goal, FineTuneOptions options,
            TrainingListener listener) {
        var chain = IntegerChain.of(quantized);
        int rows = requireRows(chain, x, goal);
        float unit = options.inSteps() ? chain.outputScale() : 1;
        var examples = new Examples(chain.inputs(x), divided(goal.values(), unit), rows, chain.features(),
                chain.outputs());
        int training = examples.trainingRows(options.validationShare());
        chain.layout().checkBatch(Math.min(training, options.batchSize()));
        var validation = ValidationRows.from(training == rows ? 0 : training, x, goal, unit);
        try (var network = new FakeQuantNetwork(chain, options.loss(), chain.outputScale() / unit)) {
            return new FineTuner(chain, examples, training, options, network).run(validation, rows, listener);
        } catch (EngineException e) {
            throw Problem.system("PyTorch failed while fine-tuning (" + e.getMessage() + ")")
                    .remedy("If it ran out of memory, use smaller batches.").because(e);
        }
    }

    /** How many rows there are. */
    private static int requireRows(IntegerChain chain, Tensor x, Tensor goal) {
        boolean fits = x.shape().rank() == 2 && goal.shape().rank() == 2
                && x.shape().extent(0) == goal.shape().extent(0) && goal.shape().extent(1) == chain.outputs();
        if (!fits) {
            throw Problem
                    .of("rows of the shape " + x.shape() + " and a goal of the shape " + goal.shape()
                            + " do not go with a model of " + chain.outputs() + " outputs")
                    .remedy("Give one number for each row and output.");
        }
        return x.shape().extent(0);
    }

    private static float[] divided(float[] values, float unit) {
        var divided = new float[values.length];
        for (int i = 0; i < divided.length; i++) {
            divided[i] = values[i] / unit;
        }
        return divided;
    }

    private FineTuned run(ValidationRows validation, int rows, TrainingListener listener) {
        double before = validation.error(chain.graph());
        var best = new FineTuned(chain.graph(), before, before, 0, order.length, rows - order.length);
        network.set(parameters);
        for (int epoch = 1; epoch <= options.epochs(); epoch++) {
            double loss = learn();
            Graph now = parameters.graph();
            double after = validation.error(now);
            if (after < best.after()) {
                best = new FineTuned(now, before, after, epoch, order.length, rows - order.length);
            }
            listener.epochDone(new EpochLoss(epoch, loss, after), options.epochs());
        }
        return best;
    }

    /** Takes every training row once; the mean of their losses, each before the step that learned from it. */
    private double learn() {
        draws.shuffle(order);
        long allSteps = (long) options.epochs() * Math.ceilDiv(order.length, options.batchSize());
        double sum = 0;
        int from = 0;
        while (from < order.length) {
            FakeQuantNetwork.Pass pass = next(order.length - from);
            pass.load(order, from);
            sum += checked(network.loss(pass, gradient));
            adam.step(parameters.shadows(), gradient, 1 - (double) steps / allSteps);
            steps++;
            parameters.clamp();
            network.set(parameters);
            from += pass.rows();
        }
        return sum / ((double) order.length * chain.outputs());
    }

    private FakeQuantNetwork.Pass next(int rowsLeft) {
        FakeQuantNetwork.Pass first = passes.getFirst();
        return first.rows() <= rowsLeft ? first : passes.getLast();
    }

    private static double checked(double loss) {
        if (Thread.currentThread().isInterrupted()) {
            throw Problem.system("fine-tuning was interrupted").remedy("Start it again.");
        }
        if (!Double.isFinite(loss)) {
            throw Problem.outcome("the loss of fine-tuning is not a finite number")
                    .remedy("Check that the labels are in the unit of the model's outputs.");
        }
        return loss;
    }
}
