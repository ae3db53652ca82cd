package dev.halfstep.tflite;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Float networks that nobody would build, of a few ops in any order: any shapes, also empty ones; several inputs and outputs, of
 * which some are not read, not written or constant; weights that are shared, zero, beyond all measure, or of half precision.
 */
final class RandomNetworks {

    private static final int MOST_ELEMENTS = 512;
    private static final List<String> UNARY = List.of("ABS", "CEIL", "COS", "ELU", "EXP", "FLOOR", "GELU",
            "HARD_SWISH", "L2_NORMALIZATION", "LOG", "LOGISTIC", "LOG_SOFTMAX", "NEG", "RELU", "RELU6", "RELU_N1_TO_1",
            "ROUND", "RSQRT", "SIGN", "SIN", "SQRT", "SQUARE", "TANH", "SOFTMAX", "LEAKY_RELU");
    private static final List<String> BINARY = List.of("ADD", "SUB", "MUL", "DIV", "MAXIMUM", "MINIMUM", "PRELU",
            "SQUARED_DIFFERENCE", "POW", "FLOOR_DIV", "ATAN2");
    private static final List<String> REDUCTIONS =
            List.of("MEAN", "SUM", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD");

    private final SplittableRandom random;
    private final List<TensorInfo> tensors = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Integer> inputs = new ArrayList<>();
    /** What later ops may read: inputs, results and now and then a constant. */
    private final List<Integer> data = new ArrayList<>();
    private final List<Integer> weights = new ArrayList<>();

    private RandomNetworks(SplittableRandom random) {
        this.random = random;
    }

    /**
     * A network.
     *
     * @throws Problem if what was drawn is none
     */
    static Graph of(SplittableRandom random) {
        return new RandomNetworks(random).build();
    }

    private Graph build() {
        boolean dense = random.nextInt(3) == 0;
        for (int i = 1 + below(5) / 3 + below(5) / 4; i > 0; i--) {
            addInput(dense);
        }
        if (below(6) == 0) {
            data.add(constant(shape(dense)));
        }
        for (int ops = 1 + below(6); ops > 0; ops--) {
            addOpIfItFits(dense);
        }
        var builder = new Graph.Builder().inputs(inputs).outputs(outputs());
        tensors.forEach(builder::add);
        nodes.forEach(builder::add);
        return builder.build();
    }

    private void addOpIfItFits(boolean dense) {
        try {
            addOp(dense);
        } catch (Problem doesNotFit) {
            return; // Fewer ops make a network, too.
        }
    }

    private int below(int bound) {
        return random.nextInt(bound);
    }

    private void addInput(boolean dense) {
        TensorInfo input = TensorInfo.real("x" + inputs.size(), shape(dense));
        boolean open = input.shape().rank() > 0 && below(3) > 0;
        int tensor = add(open ? input.withOpenBatch() : input);
        inputs.add(tensor);
        data.add(tensor);
    }

    private Shape shape(boolean dense) {
        int rank = dense ? 2 : List.of(0, 1, 2, 2, 2, 3, 4, 4).get(below(8));
        int[] extents = IntStream.range(0, rank).map(axis -> below(24) == 0 ? 0 : 1 + below(5)).toArray();
        if (rank > 0 && below(4) > 0) {
            extents[0] = 1;
        }
        return Shape.of(extents);
    }

    private int add(TensorInfo tensor) {
        tensors.add(tensor);
        return tensors.size() - 1;
    }

    /** Real values of one kind, now and then of half precision and widened again. */
    private int constant(Shape shape) {
        var values = new float[shape.elements()];
        int kind = below(24);
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (kind) {
                case 0, 1 -> 0;
                case 2 -> 0.5f;
                case 3 -> (float) (random.nextGaussian() * 1e30);
                case 4 -> (float) (random.nextGaussian() * 1e-30);
                case 5 -> Float.MIN_VALUE;
                case 6 -> below(3) == 0 ? Float.intBitsToFloat(random.nextInt()) : 1;
                default -> (float) random.nextGaussian();
            };
        }
        if (below(12) > 0) {
            return add(TensorInfo.constant("c" + tensors.size(), Tensor.of(shape, values)));
        }
        int half = add(TensorInfo.constant("h" + tensors.size(), Tensor.half(shape, values)));
        int wide = add(TensorInfo.real("w" + tensors.size(), shape));
        nodes.add(new Node(OpSeeds.read(OpSeeds.type("DEQUANTIZE"), Map.of()), List.of(half), List.of(wide)));
        return wide;
    }

    private int integers(int... values) {
        return add(TensorInfo.constant("i" + tensors.size(),
                Codes.int32(Shape.of(values.length), values, null)));
    }

    private void addOp(boolean dense) {
        int x = data.get(below(3) > 0 ? data.size() - 1 : below(data.size()));
        Shape shape = tensors.get(x).shape();
        int rank = shape.rank();
        int axis = rank == 0 ? 0 : below(rank);
        switch (dense && below(5) > 0 ? below(3) : below(16)) {
            case 0, 1, 2 -> addDense(x);
            case 3, 4 -> op(pick(UNARY), Map.of(0, 1f), 1, x);
            case 5, 6 -> op(pick(BINARY), Map.of(0, below(4)), 1, ordered(x, other(shape)));
            case 7 -> op(pick(REDUCTIONS), Map.of(0, below(2)), 1, x, integers(axis));
            case 8 -> op("RESHAPE", Map.of(), 1, x, integers(shape.rank() > 0 ? shape.extent(0) : 1, -1));
            case 9 -> op("CONCATENATION", Map.of(0, axis), 1, x, other(shape));
            case 10 -> addCut(x, axis, rank == 0 ? 1 : Math.max(1, shape.extent(axis)));
            case 11, 12 -> addFilter(x, shape);
            case 13 -> op(pick(List.of("AVERAGE_POOL_2D", "MAX_POOL_2D")),
                    Map.of(0, below(2), 1, 1 + below(2), 2, 1 + below(2), 3, 1 + below(3), 4, 1 + below(3)), 1, x);
            case 14 -> op("TRANSPOSE", Map.of(), 1, x, integers(IntStream.range(0, rank)
                    .map(a -> rank - 1 - a).toArray()));
            default -> op("BATCH_MATMUL", Map.of(0, below(2), 1, below(2)), 1, x, other(shape));
        }
    }

    private int[] ordered(int x, int y) {
        return below(2) == 0 ? new int[] {x, y} : new int[] {y, x};
    }

    /** A tensor of the same shape, the same one, or a constant. */
    private int other(Shape shape) {
        return switch (below(4)) {
            case 0 -> data.get(below(data.size()));
            case 1 -> constant(shape);
            case 2 -> constant(shape.rank() == 0 ? shape : Shape.of(shape.lastExtent()));
            default -> constant(Shape.of());
        };
    }

    private void addCut(int x, int axis, int extent) {
        Shape shape = tensors.get(x).shape();
        switch (below(4)) {
            case 0 -> op("GATHER", Map.of(0, axis), 1, x, integers(0, 0));
            case 1 -> op("SPLIT", Map.of(0, extent), extent, integers(axis), x);
            case 2 -> op("STRIDED_SLICE", Map.of(4, 1), 1, x, integers(0), integers(1), integers(1));
            default -> op("SLICE", Map.of(), 1, x, integers(new int[shape.rank()]),
                    integers(IntStream.range(0, shape.rank()).map(a -> below(3) == 0 ? 1 : -1).toArray()));
        }
    }

    private void addDense(int x) {
        Shape shape = tensors.get(x).shape();
        int inputsOfLayer = shape.rank() == 0 ? 1 : shape.lastExtent();
        int matrix = weights.isEmpty() || below(4) > 0 ? constant(Shape.of(1 + below(5), inputsOfLayer))
                : weights.get(below(weights.size()));
        weights.add(matrix);
        int outputs = tensors.get(matrix).shape().extent(0);
        Map<Integer, Object> options = Map.of(0, below(4), 2, below(2));
        if (below(4) == 0) {
            op("FULLY_CONNECTED", options, 1, x, matrix);
        } else {
            op("FULLY_CONNECTED", options, 1, x, matrix, constant(Shape.of(outputs)));
        }
    }

    private void addFilter(int x, Shape shape) {
        int channels = shape.rank() == 4 ? Math.max(1, shape.extent(3)) : 2;
        int outputs = 1 + below(4);
        Map<Integer, Object> options = Map.of(0, below(2), 1, 1 + below(2), 2, 1 + below(2), 3, below(3));
        if (below(2) == 0) {
            op("CONV_2D", options, 1, x, constant(Shape.of(outputs, 1 + below(3), 1 + below(3), channels)),
                    constant(Shape.of(outputs)));
        } else {
            int all = channels * (1 + below(2));
            op("DEPTHWISE_CONV_2D", options, 1, x, constant(Shape.of(1, 1 + below(3), 1 + below(3), all)),
                    constant(Shape.of(all)));
        }
    }

    /** Adds a node whose results have the shapes that its op says. */
    private void op(String name, Map<Integer, Object> options, int outputs, int... operands) {
        Op op = OpSeeds.read(OpSeeds.type(name), options);
        List<TensorInfo> read = IntStream.of(operands).mapToObj(tensors::get).toList();
        var unshaped = new ArrayList<TensorInfo>();
        for (int o = 0; o < outputs; o++) {
            unshaped.add(new TensorInfo("y" + (tensors.size() + o), DType.FLOAT32, Shape.of(), Shape.of(),
                    Optional.empty(), Optional.empty()));
        }
        var given = new Operands(read, unshaped);
        op.type().check(given);
        op.check(given);
        List<Shape> shapes = op.outputShapes(given);
        if (shapes.stream().anyMatch(shape -> shape.elements() > MOST_ELEMENTS)) {
            throw Problem.of("too large");
        }
        var results = new ArrayList<Integer>();
        for (int o = 0; o < outputs; o++) {
            results.add(add(TensorInfo.real(unshaped.get(o).name(), shapes.get(o))));
        }
        data.addAll(results);
        nodes.add(new Node(op, IntStream.of(operands).boxed().toList(), results));
    }

    private List<Integer> outputs() {
        var outputs = new ArrayList<Integer>();
        outputs.add(data.getLast());
        for (int more = below(4) / 3 + below(8) / 7; more > 0; more--) {
            outputs.add(below(8) == 0 ? below(tensors.size()) : data.get(below(data.size())));
        }
        return outputs;
    }

    private <T> T pick(List<T> all) {
        return all.get(below(all.size()));
    }
}
