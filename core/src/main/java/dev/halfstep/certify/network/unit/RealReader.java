package dev.halfstep.certify.network.unit;

import dev.halfstep.certify.network.Curve;
import dev.halfstep.certify.network.Provable;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Program;
import dev.halfstep.lower.Dense.FloatDense;
import dev.halfstep.lower.LoweredDense;
import dev.halfstep.lower.LoweredElements;
import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.FloatFilter;
import dev.halfstep.lower.LoweredMove.Moved;
import dev.halfstep.lower.LoweredPairs;
import dev.halfstep.lower.LoweredPairs.RealPair;
import dev.halfstep.lower.LoweredPool.FloatPool;
import dev.halfstep.lower.LoweredReduction;
import dev.halfstep.lower.LoweredReduction.Fold;
import dev.halfstep.lower.RealFunction;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Reads a float model, one node after the other. */
final class RealReader {

    private static final double NONE = Double.POSITIVE_INFINITY;
    private static final float[] NO_BIAS = {};

    private final Graph graph;
    private final Program program;
    private final Wiring wiring;
    private final List<RealLayer> layers = new ArrayList<>();
    private int units;

    private RealReader(Graph graph) {
        this.graph = graph;
        program = Program.of(graph);
        wiring = new Wiring(program, this::constants, (node, known) -> constant(new double[] {known})[0]);
    }

    /**
     * The units of a model whose weights are real.
     *
     * @throws Problem that names all kinds of nodes that have no bounds
     */
    static RealUnits read(Graph model) {
        Graph graph = Quantizer.floatNetwork(model);
        if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
            throw Provable.not("the model has " + graph.inputs().size() + " inputs and " + graph.outputs().size()
                    + " outputs");
        }
        return new RealReader(graph).read();
    }

    private RealUnits read() {
        int input = graph.inputs().getFirst();
        int features = wiring.elements(input);
        int[] all = new int[features];
        Arrays.setAll(all, f -> f);
        wiring.put(input, all);
        units = features;
        var unbounded = new TreeSet<String>();
        for (Program.Step step : program.steps()) {
            if (!isRead(step)) {
                unbounded.add(step.node().op().name());
                step.node().outputs().forEach(t -> wiring.put(t, new int[wiring.elements(t)]));
            }
        }
        if (!unbounded.isEmpty()) {
            throw Provable.not("it has " + String.join(", ", unbounded) + ", whose values have no bounds here");
        }
        return new RealUnits(features, layers, wiring.of(graph.outputs().getFirst()));
    }

    /** Reads a node; whether its values have bounds. */
    private boolean isRead(Program.Step step) {
        Node node = step.node();
        switch (step.lowered()) {
            case Moved moved -> wiring.move(step, moved);
            case LoweredDense dense when dense.layer() instanceof FloatDense real && dense.computed().isEmpty() -> {
                var sums = new Gathered((weight, count) -> real.weights()[weight], real.bias());
                Sums.dense(dense.rows(), real.inputs(), real.outputs(), wiring.of(node.input(0)), sums);
                put(node, sums.layer(Kind.PRODUCTS, real.min(), real.max()));
            }
            case LoweredFilter filter when filter.layer() instanceof FloatFilter real
                    && filter.computed().isEmpty() -> {
                var sums = new Gathered((weight, count) -> real.weights()[weight], real.bias());
                Sums.filter(filter, wiring.of(node.input(filter.data())), sums);
                put(node, sums.layer(Kind.PRODUCTS, real.min(), real.max()));
            }
            case FloatPool pool -> {
                var sums = new Gathered((weight, count) -> pool.average() ? 1.0 / count : 1, NO_BIAS);
                Sums.pool(pool.window(), wiring.of(node.input(0)), sums);
                put(node, sums.layer(pool.average() ? Kind.MEANS : Kind.LARGEST, pool.min(), pool.max()));
            }
            case LoweredReduction.Reals reduction when reduction.fold() == Fold.SUM
                    || (reduction.fold() == Fold.LARGEST && reduction.divisor() == 1) -> {
                var sums = new Gathered((weight, count) -> 1.0 / reduction.divisor(), NO_BIAS);
                Sums.reduction(reduction.reduction(), wiring.of(node.input(0)), sums);
                put(node, sums.layer(reduction.fold() == Fold.SUM ? Kind.MEANS : Kind.LARGEST, -NONE, NONE));
            }
            case LoweredPairs.Reals pairs -> {
                return isRead(node, pairs);
            }
            case LoweredElements.Reals elements -> {
                return isRead(node, elements.function());
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The weight of one of some terms of a sum, by its index. */
    @FunctionalInterface
    private interface Weights {
        double of(int weight, int count);
    }

    /** Gathers sums of products. */
    private final class Gathered implements Sums.Reader {

        private final Weights weights;
        private final float[] bias;
        private final Terms.Builder terms = new Terms.Builder();
        private final List<int[]> products = new ArrayList<>();
        private final List<Double> starts = new ArrayList<>();

        /** @param bias by channel; none where sums begin with 0 */
        Gathered(Weights weights, float... bias) {
            this.weights = weights;
            this.bias = bias;
        }

        @Override
        public void product(int source, int weight) {
            products.add(new int[] {source, weight});
        }

        @Override
        public void end(int output) {
            products.forEach(product -> terms.add(product[0], weights.of(product[1], products.size())));
            products.clear();
            terms.end();
            starts.add(bias.length == 0 ? 0.0 : bias[output]);
        }

        RealLayer layer(Kind kind, double min, double max) {
            return RealReader.this.layer(kind, terms, starts.stream().mapToDouble(start -> start).toArray(), min, max,
                    Curve.LINE);
        }
    }

    private RealLayer layer(Kind kind, Terms.Builder terms, double[] bias, double min, double max, Curve curve) {
        return new RealLayer(kind, units, terms.build(), bias, Arrays.stream(bias).map(Math::abs).toArray(),
                open(min), open(max), curve);
    }

    /** An end that cuts nothing off of what {@code float32} has is none. */
    private static double open(double end) {
        return Math.abs(end) >= Float.MAX_VALUE ? Math.copySign(NONE, end) : end;
    }

    private int[] put(RealLayer layer) {
        layers.add(layer);
        int[] own = new int[layer.units()];
        Arrays.setAll(own, u -> layer.first() + u);
        units += own.length;
        return own;
    }

    private void put(Node node, RealLayer layer) {
        wiring.put(node.output(), put(layer));
    }

    private int[] constants(int tensor) {
        if (!(program.tensors().get(tensor).constant().orElse(null) instanceof Tensor known)) {
            throw Provable.not("it computes with integers");
        }
        return constant(Tensor.widened(known.values()));
    }

    private int[] constant(double[] values) {
        var terms = new Terms.Builder();
        for (int v = 0; v < values.length; v++) {
            terms.end();
        }
        return put(layer(Kind.CONSTANT, terms, values, -NONE, NONE, Curve.LINE));
    }

    private boolean isRead(Node node, LoweredPairs.Reals pairs) {
        boolean isLeft = wiring.isComputed(node.input(0));
        boolean isRight = wiring.isComputed(node.input(1));
        boolean isSum = pairs.function() == RealPair.SUM || pairs.function() == RealPair.DIFFERENCE;
        boolean isScaled = (pairs.function() == RealPair.PRODUCT && isLeft != isRight)
                || (pairs.function() == RealPair.QUOTIENT && isLeft && !isRight);
        if (!isSum && !isScaled) {
            return false;
        }
        int[] left = wiring.of(node.input(0));
        int[] right = wiring.of(node.input(1));
        var terms = new Terms.Builder();
        Wiring.pairs(pairs.broadcast(), (a, b) -> {
            if (isSum) {
                terms.add(left[a], 1).add(right[b], pairs.function() == RealPair.SUM ? 1 : -1);
            } else {
                double by = constant(isLeft ? right[b] : left[a]);
                terms.add(isLeft ? left[a] : right[b], pairs.function() == RealPair.PRODUCT ? by : 1 / by);
            }
            terms.end();
        });
        put(node, layer(Kind.PAIRS, terms, new double[terms.units()], pairs.min(), pairs.max(), Curve.LINE));
        return true;
    }

    private double constant(int unit) {
        RealLayer layer = layers.stream().filter(own -> unit >= own.first() && unit < own.first() + own.units())
                .findFirst().orElseThrow();
        return layer.bias()[unit - layer.first()];
    }

    private boolean isRead(Node node, RealFunction function) {
        int[] data = wiring.of(node.input(0));
        if (function instanceof RealFunction.Clamp clamp && isLast(node.input(0), data)) {
            layers.add(layers.removeLast().with(clamp.min(), clamp.max()));
            wiring.put(node.output(), data);
            return true;
        }
        Optional<Curve> curve = Curve.of(function);
        if (curve.isEmpty() && !(function instanceof RealFunction.Clamp)) {
            return false;
        }
        var terms = new Terms.Builder();
        for (int unit : data) {
            terms.add(unit, 1).end();
        }
        RealLayer layer = function instanceof RealFunction.Clamp clamp
                ? layer(Kind.FUNCTION, terms, new double[data.length], clamp.min(), clamp.max(), Curve.LINE)
                : layer(Kind.FUNCTION, terms, new double[data.length], -NONE, NONE, curve.orElseThrow());
        put(node, layer);
        return true;
    }

    /** Whether a tensor is what the last layer gives, without an activation, and nobody else reads it. */
    private boolean isLast(int tensor, int... data) {
        return !layers.isEmpty() && graph.uses(tensor) == 1 && !graph.outputs().contains(tensor)
                && layers.getLast().isPlain() && layers.getLast().kind() != Kind.CONSTANT
                && data.length == layers.getLast().units() && isInOrder(data, layers.getLast().first());
    }

    private static boolean isInOrder(int[] data, int first) {
        for (int i = 0; i < data.length; i++) {
            if (data[i] != first + i) {
                return false;
            }
        }
        return true;
    }
}
