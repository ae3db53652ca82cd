package dev.halfstep.explain.budget;

import dev.halfstep.explain.budget.Budget.Reference;
import dev.halfstep.explain.budget.Budget.Share;
import dev.halfstep.explain.budget.Budget.Worst;
import dev.halfstep.explain.subject.Deviation;
import dev.halfstep.explain.subject.Figure;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.graph.DenseLayers;
import dev.halfstep.graph.Domain;
import dev.halfstep.graph.FeaturePaths;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.op.Op;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;

/**
 * Shares out the squared deviation of a quantized model from its float model among its sources, by a simulation in which each
 * can be switched on alone.
 *
 * <p>
 * So for models of dense layers with QUANTIZE and DEQUANTIZE between them, at any precision; any other model's budget is by layer,
 * see {@link LayerBudget}.
 */
public final class ErrorBudget {

    /** Rows that tell what weights were meant to be: more tell no better. */
    private static final int ALIGNMENT_ROWS = 1000;

    /** With fewer, noise is added to them: a row or two do not tell a unit's scale from the rounding of its weights. */
    private static final int FEW_ROWS = 100;

    /** From this part of the largest share on, a share is about as large. */
    private static final double ABOUT_EQUAL = 0.8;

    /** Shares of both signs may come to so many times their sum. */
    private static final double MOST_MAKING_UP = 20;

    /** Rows that run at once where all of them run. */
    private static final int BLOCK = 1024;

    private final Subject subject;
    private final Grouping grouping;
    private final int width;
    private final double[] inputs;
    private final double[] quantizedValues;
    private final double[] reference;
    private final SimulationBuilder builder;

    /** What is switched on and off as one. */
    public enum Grouping {
        /** Each source for itself. */
        SOURCES,
        /** All sources of a layer together. */
        LAYERS
    }

    private ErrorBudget(Subject subject, Grouping grouping) {
        this.subject = subject;
        this.grouping = grouping;
        inputs = Tensor.widened(subject.inputs().values());
        width = inputs.length / subject.rows();
        var network = QuantizedNetwork.of(subject.quantized());
        Optional<FloatNetwork> floats = subject.reference().map(FloatNetwork::of);
        builder = new SimulationBuilder(network, floats.map(this::alignmentInputs).map(
                rows -> Alignment.meant(floats.orElseThrow(), network, rows, rows.length / width)).orElse(List.of()));
        quantizedValues = Tensor.widened(subject.prediction().values().values());
        reference = subject.floatValues().map(Tensor::values).map(Tensor::widened)
                .orElseGet(this::withoutSources);
    }

    /**
     * The budget of a model's deviation on its rows.
     *
     * @throws Problem if the model was not made from the float model
     */
    public static Budget of(Subject subject, Grouping grouping) {
        return ofOutputs(List.of(subject), grouping, done -> {}).getFirst();
    }

    /**
     * The budgets of all outputs of a model on its rows.
     *
     * @param outputs all of them, in order
     * @param progress is told how much of the work is done, from 0 to 1, where that takes long
     * @throws Problem if the model was not made from the float model
     */
    public static List<Budget> ofOutputs(List<Subject> outputs, Grouping grouping, DoubleConsumer progress) {
        Subject first = outputs.getFirst();
        boolean isChain = !first.isOneOfSeveral() && isDense(first.quantized(), Set.of())
                && first.reference().map(ErrorBudget::isDenseFloat).orElse(true);
        return isChain ? List.of(ofChain(first, grouping)) : LayerBudget.of(outputs, grouping, progress);
    }

    private static Budget ofChain(Subject subject, Grouping grouping) {
        Budget budget = new ErrorBudget(subject, grouping).budget();
        return subject.reference().isPresent() && isBeyondMeasure(budget) ? ofInput(subject, grouping) : budget;
    }

    private static Budget ofInput(Subject subject, Grouping grouping) {
        double[] reference = Tensor.widened(subject.floatValues().orElseThrow().values());
        return InputBudget.of(subject, subject.reference().orElseThrow(), reference,
                rounded(subject, reference.clone()), grouping);
    }

    /**
     * Whether sources make up for one another so much that what each adds, over all orders, says nothing of what came out: weights
     * fitted to inputs of which codes leave next to nothing are nonsense for the inputs as they were.
     */
    private static boolean isBeyondMeasure(Budget budget) {
        double sizes = budget.players().stream().mapToDouble(share -> Math.abs(share.share().inUnits())).sum();
        return sizes > MOST_MAKING_UP * budget.total().inUnits();
    }

    /** Whether all sources of a model can be switched on and off alone; other models' errors are told apart by their input. */
    private static boolean isDense(Graph model, Set<Integer> folded) {
        for (int n = 0; n < model.nodes().size(); n++) {
            Op op = model.nodes().get(n).op();
            boolean dense = op instanceof FullyConnected || op instanceof Quantize || op instanceof Dequantize;
            if (!dense && !folded.contains(n)) {
                return false;
            }
        }
        DenseLayers layers = DenseLayers.of(model);
        return layers.all().stream().flatMap(layer -> layer.parameters().stream())
                .allMatch(t -> layers.constant(t).isPresent());
    }

    private static boolean isDenseFloat(Graph model) {
        Graph network = Quantizer.floatNetwork(model);
        FeaturePaths paths = FeaturePaths.of(network, network.inputs().getFirst());
        return isDense(network, paths.whyNot().isEmpty() ? paths.folded() : Set.of());
    }

    private double[] alignmentInputs(FloatNetwork network) {
        if (subject.rows() >= FEW_ROWS) {
            return of(spread(subject.rows(), ALIGNMENT_ROWS));
        }
        double size = Math.sqrt(Arrays.stream(inputs).map(x -> x * x).average().orElseThrow());
        double[] all = Arrays.copyOf(inputs, inputs.length + FEW_ROWS * width);
        var random = new Random(0);
        for (int i = inputs.length; i < all.length; i++) {
            all[i] = random.nextGaussian() * size;
        }
        return all;
    }

    /** Indices of some rows, evenly spread. */
    private static int[] spread(int rows, int most) {
        int count = Math.min(rows, most);
        var indices = new int[count];
        Arrays.setAll(indices, i -> (int) ((long) i * rows / count));
        return indices;
    }

    private double[] of(int... rows) {
        return selected(inputs, width, rows);
    }

    static double[] selected(double[] values, int width, int... rows) {
        var chosen = new double[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, rows[i] * width, chosen, i * width, width);
        }
        return chosen;
    }

    /** What the model's own weights would predict if nothing were rounded or clipped. */
    private double[] withoutSources() {
        var values = new double[quantizedValues.length];
        for (int from = 0; from < subject.rows(); from += BLOCK) {
            int count = Math.min(BLOCK, subject.rows() - from);
            Simulation block =
                    builder.build(Arrays.copyOfRange(inputs, from * width, (from + count) * width), count);
            double[] result = block.run(new boolean[block.sources().size()]);
            System.arraycopy(result, 0, values, from * subject.targets(), result.length);
        }
        return values;
    }

    private Budget budget() {
        Simulation sample = builder.build(of(spread(subject.rows(), BLOCK)), Math.min(subject.rows(), BLOCK));
        int[] rows = spread(subject.rows(), SharedDeviation.affordableRows(sample, grouping));
        SharedDeviation shared = shared(rows, subject.targets());
        Deviation all = Deviation.from(reference, subject.targets(), subject.units().decoder());
        int index = all.largest(quantizedValues);
        SharedDeviation worst = shared(new int[] {index / subject.targets()}, index % subject.targets());
        Map<String, Figure> worstShares = worst.parts().stream()
                .collect(Collectors.toMap(part -> part.player().name(), SharedDeviation.Part::share));
        List<Share> shares = shared.parts().stream()
                .map(part -> new Share(part.player().name(), part.player().sources(), part.share(), part.error(),
                        part.without(), worstShares.getOrDefault(part.player().name(), Figure.ZERO)))
                .sorted(Comparator.comparingDouble((Share share) -> share.share().inUnits()).reversed()).toList();
        Deviation some = deviation(rows);
        double[] rounded = roundedOutputs(rows);
        return new Budget(subject.reference().isPresent() ? Reference.FLOAT_MODEL : Reference.OWN_WEIGHTS, rows.length,
                shared.orders(), shared.total(), some.meanSquare(rounded), shared.meanAbsolute(),
                some.meanAbsolute(rounded), shares,
                new Worst(subject.rowNumber(index / subject.targets()), index % subject.targets(),
                        figure(all, index, reference), figure(all, index, quantizedValues),
                        main(subject, shares, reference[index])));
    }

    /**
     * The source with the largest part in the largest deviation. Where clipping of a hidden layer and of the output each would do
     * alone they share it about equally: a value that the output's codes do not reach is then laid to the output, since no other
     * source, once mended, would mend it.
     */
    static Share main(Subject subject, List<Share> shares, double value) {
        Share largest = shares.stream().max(Comparator.comparingDouble(share -> share.worstShare().inUnits()))
                .orElseThrow();
        boolean isBeyond = subject.outputPort().domain().filter(domain -> domain.clips((float) value)).isPresent();
        return shares.stream().filter(share -> isBeyond && share.sources().stream()
                .anyMatch(source -> source.kind() == Source.Kind.OUTPUT_CLIPPING))
                .filter(share -> share.worstShare().inUnits() > ABOUT_EQUAL * largest.worstShare().inUnits())
                .findFirst().orElse(largest);
    }

    private static Figure figure(Deviation deviation, int index, double[] values) {
        return new Figure(deviation.inUnits(index, values[index]), values[index]);
    }

    private Deviation deviation(int... rows) {
        return Deviation.from(selected(reference, subject.targets(), rows), subject.targets(),
                subject.units().decoder());
    }

    /** @param target one of the targets, or as many as there are for all of them */
    private SharedDeviation shared(int[] rows, int target) {
        Deviation deviation = deviation(rows);
        return new SharedDeviation(builder.build(of(rows), rows.length), grouping,
                target == subject.targets() ? deviation : deviation.of(target),
                selected(quantizedValues, subject.targets(), rows));
    }

    /** The float model's predictions, rounded to what the output's codes can stand for; without end. */
    private double[] roundedOutputs(int... rows) {
        return rounded(subject, selected(reference, subject.targets(), rows));
    }

    static double[] rounded(Subject subject, double[] values) {
        Interface.Port output = subject.outputPort();
        Optional<Domain> domain = output.domain();
        if (domain.isPresent()) {
            double step = (double) domain.get().step() / output.copies();
            for (int i = 0; i < values.length; i++) {
                values[i] = Quantization.roundHalfAway(values[i] / step) * step;
            }
        }
        return values;
    }
}
