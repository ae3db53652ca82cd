package dev.halfstep.tflite;

import dev.halfstep.file.WholeFile;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.graph.Signature;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads a {@code .tflite} file into a {@link Graph}.
 *
 * <p>
 * Files come from strangers: whatever the bytes, the outcome is a checked graph or a {@link Problem}, and what is allocated
 * stays within a small multiple of the file's size.
 */
public final class TfliteReader {

    /** How many times a file's own size its parts may unfold to; only files whose parts overlap come near. */
    private static final int UNFOLDING = 8;

    private final byte[] bytes;
    private final Table model;
    private final List<Table> buffers;
    private final ConstantReader constants;

    private TfliteReader(byte[] bytes) {
        this.bytes = bytes;
        requireIdentifier();
        model = Table.root(bytes, new Table.Budget(UNFOLDING * (bytes.length + 1024L)));
        buffers = model.tables(Slots.MODEL_BUFFERS);
        constants = new ConstantReader(UNFOLDING * (bytes.length + 1024L));
    }

    /**
     * Reads a model from a file.
     *
     * @throws Problem if the file cannot be read, is damaged, or holds what Halfstep does not support
     */
    public static Graph read(Path file) {
        byte[] bytes = WholeFile.read(file);
        try {
            return read(bytes);
        } catch (Problem problem) {
            throw problem.at(file.toString());
        }
    }

    /**
     * Reads a model from the bytes of a file.
     *
     * @throws Problem if they are damaged or hold what Halfstep does not support
     */
    public static Graph read(byte[] bytes) {
        return new TfliteReader(bytes).graph();
    }

    private void requireIdentifier() {
        byte[] identifier = Slots.IDENTIFIER.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < identifier.length; i++) {
            if (bytes.length < 8 || bytes[4 + i] != identifier[i]) {
                throw Problem
                        .model("this is not a .tflite file: its bytes 4 to 7 are not \"" + Slots.IDENTIFIER + "\"");
            }
        }
    }

    private Graph graph() {
        int version = model.int32(Slots.MODEL_VERSION, 0);
        if (version != Slots.SCHEMA_VERSION) {
            throw Problem.model("the file has schema version " + version + "; version " + Slots.SCHEMA_VERSION
                    + " is supported");
        }
        List<Table> subgraphs = model.tables(Slots.MODEL_SUBGRAPHS);
        if (subgraphs.size() != 1) {
            throw Problem.model("the model has " + subgraphs.size() + " subgraphs; one is supported")
                    .remedy("Convert it again without control flow (while, if) and with one signature.");
        }
        Table subgraph = subgraphs.getFirst();
        var builder = new Graph.Builder().description(model.string(Slots.MODEL_DESCRIPTION));
        List<Table> tensors = subgraph.tables(Slots.SUBGRAPH_TENSORS);
        List<Node> nodes = operators(subgraph);
        Set<Integer> filled = filled(subgraph, nodes);
        for (int t = 0; t < tensors.size(); t++) {
            Table tensor = tensors.get(t);
            boolean known = !filled.contains(t);
            builder.add(within("tensor " + t + " '" + tensor.string(Slots.TENSOR_NAME) + "'",
                    () -> known ? withContentsIfEmpty(tensor(tensor)) : tensor(tensor)));
        }
        nodes.forEach(builder::add);
        builder.inputs(indices(subgraph.ints(Slots.SUBGRAPH_INPUTS)));
        builder.outputs(indices(subgraph.ints(Slots.SUBGRAPH_OUTPUTS)));
        model.tables(Slots.MODEL_SIGNATURES).stream().map(this::signature).forEach(builder::add);
        for (Table entry : model.tables(Slots.MODEL_METADATA)) {
            ByteBuffer content = buffer(entry.index(Slots.METADATA_BUFFER));
            constants.spend(content.remaining());
            builder.metadata(entry.string(Slots.METADATA_NAME), StandardCharsets.ISO_8859_1.decode(content).toString());
        }
        return builder.build();
    }

    /** Tensors that get their contents at the run, or have none. */
    private static Set<Integer> filled(Table subgraph, List<Node> nodes) {
        var filled = new HashSet<>(indices(subgraph.ints(Slots.SUBGRAPH_INPUTS)));
        nodes.forEach(node -> {
            filled.addAll(node.outputs());
            filled.addAll(node.intermediates());
        });
        return filled;
    }

    /** A constant without elements, such as the shape of a scalar, has an empty buffer like tensors that are computed. */
    private static TensorInfo withContentsIfEmpty(TensorInfo tensor) {
        if (tensor.isConstant() || tensor.isVariable() || !tensor.dtype().isInteger()
                || tensor.shape().elements() > 0) {
            return tensor;
        }
        return tensor.withContents(Codes.of(tensor.dtype(), tensor.shape(), new long[0],
                tensor.quantization().orElse(null)));
    }

    private TensorInfo tensor(Table tensor) {
        if (tensor.has(Slots.TENSOR_SPARSITY)) {
            throw Problem.model("sparse tensors are not supported").remedy("Convert the model without sparsity.");
        }
        DType dtype = TensorTypes.dtype(tensor.int8(Slots.TENSOR_TYPE, 0));
        Shape shape = Shape.of(tensor.ints(Slots.TENSOR_SHAPE));
        Shape signature = tensor.has(Slots.TENSOR_SHAPE_SIGNATURE)
                ? Shape.of(tensor.ints(Slots.TENSOR_SHAPE_SIGNATURE))
                : shape;
        Optional<Quantization> quantization = tensor.table(Slots.TENSOR_QUANTIZATION)
                .flatMap(TfliteReader::quantization);
        int index = tensor.index(Slots.TENSOR_BUFFER);
        ByteBuffer content = index == 0 ? ByteBuffer.allocate(0) : buffer(index);
        Optional<Value> constant = content.remaining() == 0 ? Optional.empty()
                : Optional.of(constants.read(content, dtype, shape, quantization));
        return new TensorInfo(tensor.string(Slots.TENSOR_NAME), dtype, shape, signature, quantization, constant,
                tensor.bool(Slots.TENSOR_IS_VARIABLE));
    }

    private static Optional<Quantization> quantization(Table table) {
        float[] scales = table.floats(Slots.QUANTIZATION_SCALE);
        if (scales.length == 0) {
            return Optional.empty();
        }
        if (table.int8(Slots.QUANTIZATION_DETAILS_TYPE, 0) != 0) {
            throw Problem.model("a quantization other than by scale and zero point is not supported");
        }
        long[] zeroPoints = table.longs(Slots.QUANTIZATION_ZERO_POINT);
        if (zeroPoints.length == 0) {
            zeroPoints = new long[scales.length];
        }
        return Optional.of(Quantization.perChannel(scales, zeroPoints, table.int32(Slots.QUANTIZATION_AXIS, 0)));
    }

    /** The contents of a buffer: in its table, or for very large models behind the flatbuffer. */
    private ByteBuffer buffer(int index) {
        if (index >= buffers.size()) {
            throw Problem.model("there is no buffer " + index + "; the file has " + buffers.size());
        }
        Table buffer = buffers.get(index);
        long offset = buffer.int64(Slots.BUFFER_OFFSET, 0);
        return offset > 1 ? buffer.bytesAt(offset, buffer.int64(Slots.BUFFER_SIZE, 0))
                : buffer.bytes(Slots.BUFFER_DATA);
    }

    private List<Node> operators(Table subgraph) {
        List<Table> codes = model.tables(Slots.MODEL_OPERATOR_CODES);
        var nodes = new ArrayList<Node>();
        List<Table> operators = subgraph.tables(Slots.SUBGRAPH_OPERATORS);
        for (int n = 0; n < operators.size(); n++) {
            Table operator = operators.get(n);
            nodes.add(within("node " + n, () -> node(operator, codes)));
        }
        return nodes;
    }

    private static Node node(Table operator, List<Table> codes) {
        int index = operator.index(Slots.OPERATOR_CODE_INDEX);
        if (index >= codes.size()) {
            throw Problem.model("there is no operator code " + index + "; the file has " + codes.size());
        }
        Table code = codes.get(index);
        // Files from before the 127th op have the number in the old byte only, later ones in both or in the new field.
        int number = Math.max(code.int8(Slots.OPERATOR_CODE_DEPRECATED, 0), code.int32(Slots.OPERATOR_CODE_BUILTIN, 0));
        if (OpTypes.isCustom(number)) {
            throw Problem.model("the custom op '" + code.string(Slots.OPERATOR_CODE_CUSTOM) + "' is not supported")
                    .remedy("Convert the model with built-in ops only.");
        }
        OpType type = OpTypes.of(number);
        // TFLite takes options of another op for none.
        Optional<Table> options = operator.table(Slots.OPERATOR_OPTIONS)
                .filter(table -> operator.int8(Slots.OPERATOR_OPTIONS_TYPE, 0) == type.optionsType());
        Op op = type.reader().read(new TableOptions(options));
        return new Node(op, indices(operator.ints(Slots.OPERATOR_INPUTS)),
                indices(operator.ints(Slots.OPERATOR_OUTPUTS)),
                indices(operator.ints(Slots.OPERATOR_INTERMEDIATES)));
    }

    private Signature signature(Table table) {
        return new Signature(table.string(Slots.SIGNATURE_KEY), named(table, Slots.SIGNATURE_INPUTS),
                named(table, Slots.SIGNATURE_OUTPUTS));
    }

    private static Map<String, Integer> named(Table signature, int slot) {
        var named = new LinkedHashMap<String, Integer>();
        for (Table entry : signature.tables(slot)) {
            named.put(entry.string(Slots.NAMED_TENSOR_NAME), entry.index(Slots.NAMED_TENSOR_INDEX));
        }
        return named;
    }

    private static List<Integer> indices(int[] ints) {
        var boxed = new Integer[ints.length];
        Arrays.setAll(boxed, i -> ints[i]);
        return List.of(boxed);
    }

    private static <T> T within(String place, Supplier<T> part) {
        try {
            return part.get();
        } catch (Problem problem) {
            throw problem.at(place);
        }
    }
}
