package dev.halfstep.graph;

import dev.halfstep.graph.FeatureCodes.Slot;
import dev.halfstep.op.Activation;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.op.elementwise.Arithmetic;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How the features of an input come to the dense layers that read them: as they are, or normalised, which is to say after sums,
 * differences, products and quotients with a constant for each feature. Where nothing else reads them, each feature can have codes
 * of its own, whose offset and step the layers take up, and the normalising with them.
 *
 * <p>
 * A feature's value comes to the layers as {@code factor * (value - center)}, in double precision: the center stands apart, so that
 * a large mean takes no digits from a small deviation.
 */
public final class FeaturePaths {

    private final Graph network;
    private final int input;
    private final int width;
    private final Set<Integer> folded = new TreeSet<>();
    private final Set<Integer> readers = new TreeSet<>();
    private @Nullable Values atLayers;
    private @Nullable String whyNot;

    /** What has become of the features in a tensor: one factor and one center for each. */
    private record Values(double[] factors, double[] centers) {

        static Values unchanged(int width) {
            var ones = new double[width];
            Arrays.fill(ones, 1);
            return new Values(ones, new double[width]);
        }

        boolean isSame(Values other) {
            return Arrays.equals(factors, other.factors) && Arrays.equals(centers, other.centers);
        }

        /** After {@code value op constant}. */
        Values after(Arithmetic.Kind kind, float[] constant, boolean constantFirst) {
            double[] f = factors.clone();
            double[] c = centers.clone();
            for (int i = 0; i < f.length; i++) {
                double by = constant[constant.length == 1 ? 0 : i];
                switch (kind) {
                    case ADD -> c[i] -= by / f[i];
                    case SUB -> c[i] += by / f[i];
                    case MUL -> f[i] *= by;
                    case DIV -> f[i] /= by;
                }
                f[i] = constantFirst && kind == Arithmetic.Kind.SUB ? -f[i] : f[i];
            }
            return new Values(f, c);
        }

        boolean isInvertible() {
            for (int i = 0; i < factors.length; i++) {
                double inverse = 1 / factors[i];
                if (!Double.isFinite(inverse) || inverse == 0 || !Double.isFinite(centers[i])) {
                    return false;
                }
            }
            return true;
        }
    }

    private FeaturePaths(Graph network, int input) {
        this.network = network;
        this.input = input;
        TensorInfo info = network.tensor(input);
        width = info.shape().rank() == 2 ? info.shape().extent(1) : 0;
        if (info.dtype() != DType.FLOAT32 || width == 0) {
            whyNot = "it is not rows of real features, but " + info.dtype().label() + info.signature();
        } else {
            follow();
        }
    }

    /** The paths from an input of a float network. */
    public static FeaturePaths of(Graph network, int input) {
        return new FeaturePaths(network, input);
    }

    /** The paths from each input whose features can have codes of their own, by input; none where none can. */
    public static Map<Integer, FeaturePaths> from(Graph network) {
        Map<Integer, FeaturePaths> paths = new HashMap<>();
        for (int t : network.inputs()) {
            FeaturePaths path = of(network, t);
            if (path.whyNot().isEmpty()) {
                paths.put(t, path);
            }
        }
        return paths;
    }

    /** Why features cannot have codes of their own, for people; empty if they can. */
    public Optional<String> whyNot() {
        return Optional.ofNullable(whyNot);
    }

    /** The nodes that normalise, which the layers take up: those of the network by index. */
    public Set<Integer> folded() {
        return folded;
    }

    /** The names of what those write; of a network whose features cannot have codes of their own, too. */
    public List<String> normalising() {
        return folded.stream().map(n -> network.tensor(network.nodes().get(n).output()).name()).toList();
    }

    /** The dense layers that read the features: nodes by index. */
    public Set<Integer> readers() {
        return readers;
    }

    public int input() {
        return input;
    }

    /** What each feature's value is multiplied by, less its {@link #center}, before the layers read it. */
    public double factor(int feature) {
        return values().factors[feature];
    }

    /**
     * Has a dense layer that reads the features normalised read them as they are.
     *
     * @param weights {@code [outputs][features]}, which take up the factors
     * @param bias {@code [outputs]}, which takes up the centers
     */
    public void fold(double[] weights, double[] bias) {
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= factor(i % width);
            bias[i / width] -= weights[i] * center(i % width);
        }
    }

    /** What is taken off each feature before it is multiplied. */
    public double center(int feature) {
        return values().centers[feature];
    }

    private Values values() {
        if (atLayers == null) {
            throw new IllegalStateException(whyNot);
        }
        return atLayers;
    }

    private void follow() {
        Map<Integer, Values> seen = new HashMap<>();
        seen.put(input, Values.unchanged(width));
        var left = new ArrayDeque<>(List.of(input));
        while (!left.isEmpty() && whyNot == null) {
            int t = left.remove();
            if (network.outputs().contains(t)) {
                whyNot = network.place(t) + " is an output of the network";
            }
            for (int reader : network.readers(t)) {
                Values values = seen.get(t);
                Optional<Values> after = values == null ? Optional.empty() : after(values, reader, t);
                if (after.isPresent()) {
                    int output = network.nodes().get(reader).output();
                    folded.add(reader);
                    seen.put(output, after.get());
                    left.add(output);
                } else if (values != null) {
                    arrive(values, reader, t);
                }
            }
        }
        if (whyNot == null && readers.isEmpty()) {
            whyNot = "no dense layer reads it";
        }
        if (whyNot == null && !values().isInvertible()) {
            whyNot = "a feature is multiplied by 0 or divided by it";
        }
    }

    /** What a node makes of the features, if it normalises them. */
    private Optional<Values> after(Values values, int reader, int tensor) {
        Node node = network.nodes().get(reader);
        if (!(node.op() instanceof Arithmetic op) || op.activation() != Activation.NONE) {
            return Optional.empty();
        }
        boolean constantFirst = node.input(1) == tensor;
        int other = node.input(constantFirst ? 0 : 1);
        boolean fits = other != tensor && network.tensor(other).constant().orElse(null) instanceof Tensor constant
                && (constant.values().length == 1
                        || (constant.values().length == width && constant.shape().lastExtent() == width))
                && network.tensor(node.output()).shape().equals(network.tensor(input).shape())
                && !(constantFirst && op.kind() == Arithmetic.Kind.DIV);
        return fits
                ? Optional.of(values.after(op.kind(), ((Tensor) network.constant(other)).values(), constantFirst))
                : Optional.empty();
    }

    private void arrive(Values values, int reader, int tensor) {
        Node node = network.nodes().get(reader);
        if (!(node.op() instanceof FullyConnected) || !isPlain(node, tensor)) {
            whyNot = (node.op() instanceof FullyConnected ? "a dense layer whose weights are computed or shared reads "
                    : node.op().name() + " reads ") + network.place(tensor);
        } else if (atLayers != null && !atLayers.isSame(values)) {
            whyNot = "dense layers read it normalised in different ways";
        } else {
            atLayers = values;
            readers.add(reader);
        }
    }

    /** Whether a layer reads a tensor as its data alone, with real parameters that no other node reads. */
    private boolean isPlain(Node node, int tensor) {
        int weights = node.input(FullyConnected.WEIGHTS);
        boolean hasBias = node.hasInput(FullyConnected.BIAS);
        return node.input(FullyConnected.DATA) == tensor && isOwn(weights)
                && network.tensor(weights).shape().rank() == 2 && network.tensor(weights).shape().extent(1) == width
                && (!hasBias || isOwn(node.input(FullyConnected.BIAS)));
    }

    private boolean isOwn(int parameter) {
        return network.tensor(parameter).constant().orElse(null) instanceof Tensor && network.uses(parameter) == 1;
    }

    /** Rows as the layers read them, with factors that are negative taken for positive: see {@link #sign}. */
    public Tensor atLayers(Tensor rows) {
        float[] values = rows.values().clone();
        for (int i = 0; i < values.length; i++) {
            int f = i % width;
            values[i] = (float) (Math.abs(factor(f)) * (values[i] - center(f)));
        }
        return Tensor.of(rows.shape(), values);
    }

    /** By which sign the weights of a feature are multiplied where its factor is taken for positive. */
    public double sign(int feature) {
        return Math.signum(factor(feature));
    }

    /** Codes of the input for codes of what the layers read. */
    public FeatureCodes ofInput(FeatureCodes atLayers) {
        var slots = new ArrayList<Slot>();
        for (Slot slot : atLayers.slots()) {
            double factor = Math.abs(factor(slot.feature()));
            slots.add(new Slot(slot.feature(), center(slot.feature()) + slot.offset() / factor,
                    slot.step() / factor));
        }
        return new FeatureCodes(slots);
    }
}
