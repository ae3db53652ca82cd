package dev.halfstep.tflite;

import dev.halfstep.fixture.RecurrentNetwork;
import dev.halfstep.graph.Graph;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.OptionReader;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Small models of one op each, for every op and every type that it has a kernel for: what fuzzers start from. */
final class OpSeeds {

    private static final int HIGHEST_OP = 255;

    private static final List<String> UNARY = List.of("ABS", "CEIL", "COS", "ELU", "EXP", "FLOOR", "GELU", "HARD_SWISH",
            "L2_NORMALIZATION", "LOG", "LOGISTIC", "LOG_SOFTMAX", "NEG", "RELU", "RELU6", "RELU_N1_TO_1", "RELU_0_TO_1",
            "ROUND", "RSQRT", "SIGN", "SIN", "SQRT", "SQUARE", "TANH", "LOGICAL_NOT", "CAST", "DEQUANTIZE", "QUANTIZE");
    private static final List<String> BINARY = List.of("ADD", "SUB", "MUL", "DIV", "MAXIMUM", "MINIMUM", "FLOOR_DIV",
            "FLOOR_MOD", "POW", "PRELU", "SQUARED_DIFFERENCE", "LOGICAL_AND", "LOGICAL_OR", "EQUAL", "NOT_EQUAL",
            "LESS",
            "LESS_EQUAL", "GREATER", "GREATER_EQUAL");
    private static final List<String> REDUCTIONS = List.of("MEAN", "SUM", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD",
            "REDUCE_ANY", "REDUCE_ALL");

    private final List<Graph> graphs = new ArrayList<>();

    private OpSeeds() {}

    /** The models, in an order that stays. */
    static List<Graph> all() {
        var seeds = new OpSeeds();
        UNARY.forEach(name -> seeds.add(name, Map.of(), 1, m -> m.data(2, 3)));
        seeds.add("LEAKY_RELU", Map.of(0, 0.1f), 1, m -> m.data(2, 3));
        seeds.add("SOFTMAX", Map.of(0, 1f), 1, m -> m.data(2, 3));
        seeds.add("SHAPE", Map.of(0, 2), 1, m -> m.data(2, 3));
        BINARY.forEach(name -> {
            seeds.add(name, Map.of(), 1, m -> m.data(2, 3).same(1, 3));
            seeds.add(name, Map.of(), 1, m -> m.data(2, 1, 3).data(1, 2, 1));
        });
        seeds.add("ATAN2", Map.of(), 1, m -> m.data(2, 3).same(2, 3));
        REDUCTIONS.forEach(name -> seeds.add(name, Map.of(), 1, m -> m.data(1, 2, 3).ints(1, -1)));
        seeds.addFilters();
        seeds.addMovers();
        seeds.addCutters();
        seeds.addImages();
        seeds.addIndices();
        seeds.addShapes();
        seeds.graphs.add(RecurrentNetwork.of(2, 3, 4));
        return List.copyOf(seeds.graphs);
    }

    private void addFilters() {
        add("FULLY_CONNECTED", Map.of(0, 1), 1, m -> m.data(1, 4).weights(3, 4).bias(3));
        add("FULLY_CONNECTED", Map.of(2, 1), 1, m -> m.data(2, 1, 4).channels(0, 3, 4));
        add("FULLY_CONNECTED", Map.of(3, 1), 1, m -> m.data(2, 4).coded(3, 4));
        add("BATCH_MATMUL", Map.of(1, 1), 1, m -> m.data(1, 2, 3).same(1, 4, 3));
        add("BATCH_MATMUL", Map.of(), 1, m -> m.data(2, 3).coded(3, 2));
        Map<Integer, Object> filter = Map.of(0, 0, 1, 2, 2, 1, 3, 1, 4, 1, 5, 2);
        add("CONV_2D", filter, 1, m -> m.data(1, 4, 4, 2).weights(3, 2, 2, 2).bias(3));
        add("CONV_2D", filter, 1, m -> m.data(1, 4, 4, 2).channels(0, 4, 2, 2, 1).bias(4));
        add("CONV_2D", filter, 1, m -> m.data(1, 4, 4, 2).coded(2, 2, 2, 2));
        Map<Integer, Object> depthwise = Map.of(0, 1, 1, 1, 2, 2, 3, 2, 4, 0, 5, 1, 6, 1);
        add("DEPTHWISE_CONV_2D", depthwise, 1, m -> m.data(1, 4, 4, 2).weights(1, 2, 2, 4).bias(4));
        add("DEPTHWISE_CONV_2D", depthwise, 1, m -> m.data(1, 4, 4, 2).channels(3, 1, 2, 2, 4));
        for (String pool : List.of("AVERAGE_POOL_2D", "MAX_POOL_2D")) {
            add(pool, Map.of(0, 0, 1, 2, 2, 1, 3, 2, 4, 3), 1, m -> m.data(1, 4, 4, 2));
        }
        add("CUMSUM", Map.of(0, 1), 1, m -> m.data(2, 3).ints(1));
    }

    private void addMovers() {
        add("RESHAPE", Map.of(), 1, m -> m.data(2, 3).ints(3, -1));
        add("RESHAPE", Map.of(0, new int[] {1, 6}), 1, m -> m.data(2, 3));
        add("SQUEEZE", Map.of(0, new int[] {1}), 1, m -> m.data(2, 1, 3));
        add("EXPAND_DIMS", Map.of(), 1, m -> m.data(2, 3).ints(-1));
        add("TRANSPOSE", Map.of(), 1, m -> m.data(2, 3, 2).ints(2, 0, 1));
        add("REVERSE_V2", Map.of(), 1, m -> m.data(2, 3).ints(1));
        add("TILE", Map.of(), 1, m -> m.data(2, 3).ints(1, 2));
        add("BROADCAST_TO", Map.of(), 1, m -> m.data(2, 1).ints(2, 2, 3));
        add("PAD", Map.of(), 1, m -> m.data(2, 3).pairs(0, 1, 2, 0));
        add("PADV2", Map.of(), 1, m -> m.data(2, 3).pairs(0, 1, 2, 0).same(1));
        add("MIRROR_PAD", Map.of(0, 1), 1, m -> m.data(2, 3).pairs(1, 1, 0, 2));
        add("CONCATENATION", Map.of(0, 1), 1, m -> m.data(2, 3).data(2, 1).same(2, 2));
        add("PACK", Map.of(0, 2, 1, 1), 1, m -> m.data(2, 3).same(2, 3));
        add("FILL", Map.of(), 1, m -> m.ints(2, 3).data(1));
        add("GATHER", Map.of(0, 1), 1, m -> m.data(2, 3).ints(2, 0));
        add("GATHER", Map.of(0, 1, 1, 1), 1, m -> m.data(2, 3).pairs(2, 0, 1, 1));
    }

    private void addCutters() {
        add("SLICE", Map.of(), 1, m -> m.data(2, 3).ints(0, 1).ints(2, -1));
        add("STRIDED_SLICE", Map.of(0, 1, 4, 2), 1, m -> m.data(2, 3, 2).ints(0, 1).ints(2, 2).ints(1, 1));
        add("STRIDED_SLICE", Map.of(2, 1, 3, 2), 1, m -> m.data(2, 3).ints(0, 0, 2).ints(0, 0, 0).ints(1, 1, -1));
        add("SELECT", Map.of(), 1, m -> m.truths(2).data(2, 3).same(2, 3));
        add("SELECT_V2", Map.of(), 1, m -> m.truths(3, 1).data(2, 3, 1).same(2));
        add("WHERE", Map.of(), 1, m -> m.unread().same(2, 3));
        add("SPLIT", Map.of(0, 3), 3, m -> m.ints(1).data(2, 3));
        add("SPLIT_V", Map.of(0, 2), 2, m -> m.data(2, 3).ints(1, -1).ints(1));
        add("UNPACK", Map.of(0, 3, 1, 1), 3, m -> m.data(2, 3));
        add("RANGE", Map.of(), 1, m -> m.unread().number(1).number(7).number(2));
    }

    private void addImages() {
        add("SPACE_TO_BATCH_ND", Map.of(), 1, m -> m.data(1, 3, 2, 2).ints(2, 1).pairs(0, 1, 0, 0));
        add("SPACE_TO_BATCH_ND", Map.of(), 1, m -> m.data(2, 4, 3).ints(2).pairs(1, 1));
        add("BATCH_TO_SPACE_ND", Map.of(), 1, m -> m.data(4, 2, 2, 1).ints(2, 2).pairs(0, 1, 1, 0));
        add("SPACE_TO_DEPTH", Map.of(0, 2), 1, m -> m.data(1, 4, 2, 3));
        add("DEPTH_TO_SPACE", Map.of(0, 2), 1, m -> m.data(1, 2, 1, 8));
        add("RESIZE_BILINEAR", Map.of(2, 1), 1, m -> m.data(1, 2, 3, 2).ints(3, 5));
        add("RESIZE_NEAREST_NEIGHBOR", Map.of(1, 1), 1, m -> m.data(1, 2, 3, 2).ints(3, 5));
        Map<Integer, Object> filter = Map.of(1, 2, 2, 1, 3, 1);
        add("TRANSPOSE_CONV", filter, 1, m -> m.ints(1, 3, 6, 2).weights(2, 2, 3, 1).data(1, 3, 3, 1));
        add("TRANSPOSE_CONV", filter, 1, m -> m.ints(1, 3, 6, 2).channels(0, 2, 2, 3, 1).data(1, 3, 3, 1).bias(2));
    }

    private void addIndices() {
        add("ARG_MAX", Map.of(0, 2), 1, m -> m.data(2, 3).ints(1));
        add("ARG_MIN", Map.of(0, 4), 1, m -> m.data(2, 3).ints(-2));
        add("GATHER_ND", Map.of(), 1, m -> m.data(2, 3, 2).pairs(1, 2, 0, 0));
        add("TOPK_V2", Map.of(), 2, m -> m.data(2, 5).ints(3));
        add("EMBEDDING_LOOKUP", Map.of(), 1, m -> m.unread().ints(2, 0).same(3, 4));
        add("EMBEDDING_LOOKUP", Map.of(), 1, m -> m.unread().ints(2, 0).channels(0, 3, 4));
        add("DYNAMIC_UPDATE_SLICE", Map.of(), 1, m -> m.data(2, 5).same(1, 2).ints(1, 9));
        add("SCATTER_ND", Map.of(), 1, m -> m.pairs(1, 2, 0, 0).data(2, 2).ints(2, 3, 2));
    }

    /** Shapes that are known only when a batch comes. */
    private void addShapes() {
        for (DType dtype : List.of(DType.FLOAT32, DType.INT8)) {
            var model = new OneOpModel(dtype, scale(dtype)).data(2, 3);
            int shape = model.node("SHAPE", Map.of(0, 2), List.of(0), DType.INT32, 2);
            int from = model.add(OneOpModel.integers(0));
            int to = model.add(OneOpModel.integers(1));
            int step = model.add(OneOpModel.integers(1));
            int batch = model.node("STRIDED_SLICE", Map.of(), List.of(shape, from, to, step), DType.INT32, 1);
            int rest = model.add(OneOpModel.integers(3));
            int wanted = model.node("CONCATENATION", Map.of(), List.of(batch, rest), DType.INT32, 2);
            int result = model.node("RESHAPE", Map.of(), List.of(0, wanted), dtype, 2, 3);
            graphs.add(model.graph(List.of(result)));
        }
    }

    /** How operands are added to a model. */
    @FunctionalInterface
    private interface Operands {
        OneOpModel of(OneOpModel empty);
    }

    /** Adds a model for each type of data that there is a kernel for. */
    private void add(String name, Map<Integer, Object> options, int outputs, Operands operands) {
        OpType type = type(name);
        for (DType dtype : DType.values()) {
            if (type.types().contains(dtype)) {
                candidates(dtype).flatMap(out -> {
                    try {
                        OneOpModel model = operands.of(new OneOpModel(dtype, scale(dtype)));
                        return Stream.of(model.build(read(type, options), outputs, out.dtype, out.scale, out.others));
                    } catch (Problem noKernelForThese) {
                        return Stream.empty();
                    }
                }).findFirst().ifPresent(graphs::add);
            }
        }
    }

    static Op read(OpType type, Map<Integer, Object> options) {
        return type.reader().read(new MapOptions(options));
    }

    static OpType type(String name) {
        return IntStream.rangeClosed(0, HIGHEST_OP).filter(OpTypes::has).mapToObj(OpTypes::of)
                .filter(type -> type.name().equals(name)).findFirst().orElseThrow();
    }

    static Optional<Quantization> scale(DType dtype) {
        return dtype.isCode() ? Optional.of(Quantization.perTensor(0.5f, dtype == DType.INT16 ? 0 : 3))
                : Optional.empty();
    }

    /**
     * @param others types of the outputs behind the first
     */
    private record Output(DType dtype, Optional<Quantization> scale, DType others) {

        Output(DType dtype, Optional<Quantization> scale) {
            this(dtype, scale, dtype);
        }
    }

    /** What the output of an op may have to be. */
    private static Stream<Output> candidates(DType dtype) {
        var outputs = new ArrayList<Output>();
        outputs.add(new Output(dtype, scale(dtype)));
        outputs.add(new Output(dtype, scale(dtype), DType.INT32));
        if (dtype.isCode()) {
            for (float scale : new float[] {1f / 256, 1f / 128, 1f / 16, 1f / 32_768}) {
                for (long zeroPoint : new long[] {-128, 0, 127, 128, 255}) {
                    if (zeroPoint >= dtype.min() && zeroPoint <= dtype.max()) {
                        outputs.add(new Output(dtype, Optional.of(Quantization.perTensor(scale, zeroPoint))));
                    }
                }
            }
        }
        for (DType other : List.of(DType.FLOAT32, DType.INT32, DType.INT8, DType.BOOL, DType.INT64)) {
            outputs.add(new Output(other, scale(other)));
        }
        return outputs.stream();
    }

    /** Options by position, all others at their defaults. */
    private record MapOptions(Map<Integer, Object> values) implements OptionReader {

        @Override
        public int int8(int field, int otherwise) {
            return int32(field, otherwise);
        }

        @Override
        public boolean bool(int field) {
            return int32(field, 0) != 0;
        }

        @Override
        public int int32(int field, int otherwise) {
            return values.get(field) instanceof Integer value ? value : otherwise;
        }

        @Override
        public float float32(int field, float otherwise) {
            return values.get(field) instanceof Float value ? value : otherwise;
        }

        @Override
        public int[] ints(int field) {
            return values.get(field) instanceof int[] ints ? ints : new int[0];
        }
    }
}
