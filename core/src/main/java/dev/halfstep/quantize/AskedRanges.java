package dev.halfstep.quantize;

import dev.halfstep.calibrate.Calibrator;
import dev.halfstep.calibrate.Range;
import dev.halfstep.calibrate.Ranges;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.op.elementwise.Relu;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.chain.DenseChain;
import dev.halfstep.quantize.chain.Extremes;
import dev.halfstep.quantize.chain.FitRequest;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The ranges that somebody asks for the codes of inputs and outputs, in place of what calibration saw there. An op that hands on the
 * codes of its input has them from there, so that an output's range is that of the tensor where they arise, too.
 */
final class AskedRanges {

    static final String REASON = "the range that was asked for";

    /** Of larger layers the ends are not looked for. */
    private static final int MOST_UNITS = 4096;

    private AskedRanges() {}

    /** The ranges with those that a recipe asks for, if it does. */
    static Ranges in(Graph network, Ranges ranges, Recipe recipe) {
        Map<Integer, Range> changed = new HashMap<>(ranges.byTensor());
        if (!recipe.inputRanges().isEmpty()) {
            int input = onlyInput(network, recipe);
            hidden(network, input, recipe).forEach((t, range) -> changed.merge(t, range, Range::union));
            changed.put(input, recipe.inputRanges().stream().reduce(Range::union).orElseThrow());
        }
        Range asked = recipe.outputRange();
        if (asked != null) {
            for (int t : outputs(network)) {
                boolean cut = network.readers(t).stream().anyMatch(n -> network.nodes().get(n).op() instanceof Relu);
                changed.computeIfPresent(t, (same, range) -> cut ? range.union(asked) : asked);
            }
        }
        return new Ranges(ranges.rows(), changed);
    }

    /**
     * How far tensors reach at the ends of what the first dense layers can sum up: exactly for those layers' own outputs, and about as
     * far for those behind them.
     */
    private static Map<Integer, Range> hidden(Graph network, int input, Recipe recipe) {
        FitRequest.Domain domain = domain(recipe, UnaryOperator.identity()).orElseThrow();
        Map<Integer, Range> reached = new HashMap<>();
        for (int n : network.readers(input)) {
            Node node = network.nodes().get(n);
            boolean plain = node.op() instanceof FullyConnected && node.input(FullyConnected.DATA) == input
                    && network.tensor(input).shape().rank() == 2
                    && network.tensor(node.input(FullyConnected.WEIGHTS)).isConstant();
            if (plain && network.tensor(node.output()).shape().extent(1) <= MOST_UNITS) {
                Tensor rows = Extremes.rows(DenseChain.ofLayer(network, n, f -> 1), domain);
                Calibrator.calibrate(network, rows).byTensor()
                        .forEach((t, range) -> reached.merge(t, range, Range::union));
            }
        }
        network.outputs().forEach(reached::remove);
        return reached;
    }

    /** @throws Problem if there are several, or it has not as many features as there are ranges */
    private static int onlyInput(Graph network, Recipe recipe) {
        int input = network.inputs().getFirst();
        Shape shape = network.tensor(input).shape();
        int features = shape.rank() == 0 ? 1 : shape.with(0, 1).elements();
        if (network.inputs().size() != 1 || features != recipe.inputRanges().size()) {
            throw Problem.option(recipe.inputRanges().size() + " ranges of features do not fit the model's "
                    + network.inputs().size() + (network.inputs().size() == 1 ? " input" : " inputs") + " of "
                    + features);
        }
        return input;
    }

    /**
     * What the layers that read the input's features have to take.
     *
     * @param atLayers what becomes of rows of features on the way to the layers: each by itself
     */
    static Optional<FitRequest.Domain> domain(Recipe recipe, UnaryOperator<Tensor> atLayers) {
        int features = recipe.inputRanges().size();
        if (features == 0) {
            return Optional.empty();
        }
        var ends = new float[2 * features];
        for (int f = 0; f < features; f++) {
            ends[f] = recipe.inputRanges().get(f).min();
            ends[features + f] = recipe.inputRanges().get(f).max();
        }
        float[] taken = atLayers.apply(Tensor.of(Shape.of(2, features), ends)).values();
        return Optional.of(new FitRequest.Domain(IntStream.range(0, features).mapToObj(f -> new FitRequest.Reach(
                Math.min(taken[f], taken[features + f]), Math.max(taken[f], taken[features + f]))).toList(),
                Arrays.equals(taken, ends) ? recipe.oneHot() : List.of()));
    }

    /** The tensors whose ranges a recipe asks for. */
    static Set<Integer> tensors(Graph network, Recipe recipe) {
        var tensors = new TreeSet<Integer>();
        if (recipe.outputRange() != null) {
            tensors.addAll(outputs(network));
        }
        if (!recipe.inputRanges().isEmpty()) {
            tensors.addAll(network.inputs());
        }
        return tensors;
    }

    /** The outputs, and the tensors of which they are copies or parts. */
    private static Set<Integer> outputs(Graph network) {
        var tensors = new TreeSet<Integer>();
        for (int output : network.outputs()) {
            Optional<Integer> t = Optional.of(output);
            while (t.isPresent() && tensors.add(t.get())) {
                t = source(network, t.get());
            }
        }
        return tensors;
    }

    /** What a tensor is made of without arithmetic, if that is one tensor that nobody else looks at. */
    private static Optional<Integer> source(Graph network, int tensor) {
        @Nullable
        Node writer = network.writer(tensor).map(network.nodes()::get).orElse(null);
        if (writer == null) {
            return Optional.empty();
        }
        boolean handsOn = writer.op().quantization().scales() == QuantizationRule.Scales.SHARED
                || writer.op() instanceof Relu;
        List<Integer> read = ActivationPlanner.computed(network, writer);
        return handsOn && read.size() == 1 && network.readers(read.getFirst()).size() == 1
                && network.writer(read.getFirst()).isPresent() ? Optional.of(read.getFirst()) : Optional.empty();
    }

    /** Whether a range for the outputs has an effect. */
    static boolean outputsTakeOne(Graph network, Recipe recipe) {
        var kept = new FloatParts(network, recipe.keepFloat());
        return outputs(network).stream().map(network::writer).flatMap(Optional::stream).map(network.nodes()::get)
                .anyMatch(node -> node.op().quantization().scales() == QuantizationRule.Scales.OWN
                        && node.op().quantization().fixed().isEmpty() && !node.op().quantization().types().isEmpty()
                        && !kept.keeps(node));
    }
}
