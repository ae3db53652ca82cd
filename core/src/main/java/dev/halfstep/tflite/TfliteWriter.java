package dev.halfstep.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.halfstep.file.WholeFile;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.graph.Signature;
import dev.halfstep.op.Options;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a {@link Graph} as a {@code .tflite} file that TensorFlow Lite opens: schema version 3, buffers aligned to 16 bytes,
 * operator versions set, vectors that are absent left absent. The same graph gives the same bytes.
 */
public final class TfliteWriter {

    /** The alignment that the schema asks of buffers, so that kernels can read weights in place. */
    private static final int BUFFER_ALIGNMENT = 16;
    private static final int LAST_OLD_OP = 127;
    private static final String MIN_RUNTIME = "min_runtime_version";
    private static final int MIN_RUNTIME_LENGTH = 16;

    private final Graph graph;
    private final FlatBufferBuilder out = new FlatBufferBuilder(1024);
    /** Buffer 0 is empty by convention: tensors without contents point to it. */
    private final List<byte[]> buffers = new ArrayList<>(List.of(new byte[0]));

    private TfliteWriter(Graph graph) {
        this.graph = graph;
    }

    /**
     * Writes a model to a file, whole or not at all.
     *
     * @throws dev.halfstep.problem.Problem if the file cannot be written
     */
    public static void write(Graph graph, Path file) {
        WholeFile.write(file, toBytes(graph));
    }

    /** The bytes of a model's file. */
    public static byte[] toBytes(Graph graph) {
        return new TfliteWriter(graph).write();
    }

    private byte[] write() {
        Map<Integer, Integer> codes = operatorCodes();
        int subgraph = subgraph(new ArrayList<>(codes.keySet()));
        int subgraphs = vector(List.of(subgraph));
        int metadata = metadata();
        int signatures = vectorOrAbsent(graph.signatures().stream().map(this::signature).toList());
        int operatorCodes = vector(codes.entrySet().stream().map(e -> operatorCode(e.getKey(), e.getValue())).toList());
        int bufferVector = vector(buffers.stream().map(this::buffer).toList());
        int description = string(graph.description());
        out.startTable(Slots.MODEL_FIELDS);
        out.addInt(Slots.MODEL_VERSION, Slots.SCHEMA_VERSION, 0);
        out.addOffset(Slots.MODEL_OPERATOR_CODES, operatorCodes, 0);
        out.addOffset(Slots.MODEL_SUBGRAPHS, subgraphs, 0);
        out.addOffset(Slots.MODEL_DESCRIPTION, description, 0);
        out.addOffset(Slots.MODEL_BUFFERS, bufferVector, 0);
        out.addOffset(Slots.MODEL_METADATA, metadata, 0);
        out.addOffset(Slots.MODEL_SIGNATURES, signatures, 0);
        out.finish(out.endTable(), Slots.IDENTIFIER);
        return out.sizedByteArray();
    }

    /** The ops that occur, by number, each with the highest version that a node calls for. */
    private Map<Integer, Integer> operatorCodes() {
        var versions = new TreeMap<Integer, Integer>();
        for (Node node : graph.nodes()) {
            versions.merge(node.op().type().number(), node.op().version(graph.shapedOperands(node)), Math::max);
        }
        return versions;
    }

    private int operatorCode(int number, int version) {
        out.startTable(Slots.OPERATOR_CODE_FIELDS);
        out.addByte(Slots.OPERATOR_CODE_DEPRECATED, (byte) Math.min(number, LAST_OLD_OP), 0);
        out.addInt(Slots.OPERATOR_CODE_VERSION, version, 1);
        out.addInt(Slots.OPERATOR_CODE_BUILTIN, number, 0);
        return out.endTable();
    }

    private int subgraph(List<Integer> codes) {
        int tensors = vector(graph.tensors().stream().map(this::tensor).toList());
        int operators = vector(graph.nodes().stream().map(node -> operator(node, codes)).toList());
        int inputs = indices(graph.inputs());
        int outputs = indices(graph.outputs());
        int name = string("main");
        out.startTable(Slots.SUBGRAPH_FIELDS);
        out.addOffset(Slots.SUBGRAPH_TENSORS, tensors, 0);
        out.addOffset(Slots.SUBGRAPH_INPUTS, inputs, 0);
        out.addOffset(Slots.SUBGRAPH_OUTPUTS, outputs, 0);
        out.addOffset(Slots.SUBGRAPH_OPERATORS, operators, 0);
        out.addOffset(Slots.SUBGRAPH_NAME, name, 0);
        return out.endTable();
    }

    private int tensor(TensorInfo tensor) {
        int buffer = tensor.constant().map(value -> addBuffer(bytes(value))).orElse(0);
        int name = string(tensor.name());
        int shape = ints(tensor.shape());
        int signature = tensor.signature().equals(tensor.shape()) ? 0 : ints(tensor.signature());
        int quantization = tensor.quantization().map(this::quantization).orElse(0);
        out.startTable(Slots.TENSOR_FIELDS);
        out.addOffset(Slots.TENSOR_SHAPE, shape, 0);
        out.addByte(Slots.TENSOR_TYPE, (byte) TensorTypes.number(tensor.dtype()), 0);
        out.addInt(Slots.TENSOR_BUFFER, buffer, 0);
        out.addOffset(Slots.TENSOR_NAME, name, 0);
        out.addOffset(Slots.TENSOR_QUANTIZATION, quantization, 0);
        out.addBoolean(Slots.TENSOR_IS_VARIABLE, tensor.isVariable(), false);
        out.addOffset(Slots.TENSOR_SHAPE_SIGNATURE, signature, 0);
        out.addBoolean(Slots.TENSOR_HAS_RANK, true, false);
        return out.endTable();
    }

    private int quantization(Quantization quantization) {
        float[] scales = quantization.scales();
        out.startVector(4, scales.length, 4);
        for (int i = scales.length - 1; i >= 0; i--) {
            out.addFloat(scales[i]);
        }
        int scaleVector = out.endVector();
        long[] zeroPoints = quantization.zeroPoints();
        out.startVector(8, zeroPoints.length, 8);
        for (int i = zeroPoints.length - 1; i >= 0; i--) {
            out.addLong(zeroPoints[i]);
        }
        int zeroPointVector = out.endVector();
        out.startTable(Slots.QUANTIZATION_FIELDS);
        out.addOffset(Slots.QUANTIZATION_SCALE, scaleVector, 0);
        out.addOffset(Slots.QUANTIZATION_ZERO_POINT, zeroPointVector, 0);
        out.addInt(Slots.QUANTIZATION_AXIS, quantization.channels() > 1 ? quantization.axis() : 0, 0);
        return out.endTable();
    }

    private int operator(Node node, List<Integer> codes) {
        int options = options(node);
        int inputs = indices(node.inputs());
        int outputs = indices(node.outputs());
        int intermediates = node.intermediates().isEmpty() ? 0 : indices(node.intermediates());
        out.startTable(Slots.OPERATOR_FIELDS);
        out.addInt(Slots.OPERATOR_CODE_INDEX, codes.indexOf(node.op().type().number()), 0);
        out.addOffset(Slots.OPERATOR_INPUTS, inputs, 0);
        out.addOffset(Slots.OPERATOR_OUTPUTS, outputs, 0);
        out.addByte(Slots.OPERATOR_OPTIONS_TYPE, (byte) node.op().type().optionsType(), 0);
        out.addOffset(Slots.OPERATOR_OPTIONS, options, 0);
        out.addOffset(Slots.OPERATOR_INTERMEDIATES, intermediates, 0);
        return out.endTable();
    }

    /** The offset of a node's options, or 0 where its op has none. */
    private int options(Node node) {
        if (node.op().type().optionsType() == 0) {
            return 0;
        }
        List<Options.Field> fields = node.op().options(graph.shapedOperands(node)).fields();
        Map<Integer, Integer> vectors = new HashMap<>();
        int last = -1;
        for (Options.Field field : fields) {
            last = Math.max(last, field.position());
            if (field instanceof Options.Ints ints) {
                vectors.put(field.position(), indices(ints.values()));
            }
        }
        out.startTable(last + 1);
        for (Options.Field field : fields) {
            switch (field) {
                case Options.Int8(int position, int value, int otherwise) ->
                    out.addByte(position, (byte) value, otherwise);
                case Options.Int32(int position, int value, int otherwise) -> out.addInt(position, value, otherwise);
                case Options.Float32(int position, float value, float otherwise) ->
                    out.addFloat(position, value, otherwise);
                case Options.Ints(int position, List<Integer> values) ->
                    out.addOffset(position, vectors.getOrDefault(position, 0), 0);
            }
        }
        return out.endTable();
    }

    private int metadata() {
        var entries = new ArrayList<Integer>();
        var texts = new TreeMap<>(graph.metadata());
        texts.put(MIN_RUNTIME, minRuntime());
        texts.forEach((name, text) -> {
            int buffer = addBuffer(text.getBytes(StandardCharsets.ISO_8859_1));
            int nameOffset = string(name);
            out.startTable(Slots.METADATA_FIELDS);
            out.addOffset(Slots.METADATA_NAME, nameOffset, 0);
            out.addInt(Slots.METADATA_BUFFER, buffer, 0);
            entries.add(out.endTable());
        });
        return vectorOrAbsent(entries);
    }

    /** The newest of the releases that the ops call for, padded with zeros to a fixed length as TensorFlow does. */
    private String minRuntime() {
        String newest =
                graph.nodes().stream().<String>map(n -> n.op().type().release(n.op().version(graph.shapedOperands(n))))
                        .max(Comparator.comparingInt(TfliteWriter::release)).orElse("1.5.0");
        return newest + "\0".repeat(MIN_RUNTIME_LENGTH - newest.length());
    }

    /** A release such as 2.17.0 as a number that orders them. */
    private static int release(String version) {
        String[] parts = version.split("\\.", -1);
        return Integer.parseInt(parts[0]) * 1000 + Integer.parseInt(parts[1]);
    }

    private int signature(Signature signature) {
        int inputs = named(signature.inputs());
        int outputs = named(signature.outputs());
        int key = string(signature.key());
        out.startTable(Slots.SIGNATURE_FIELDS);
        out.addOffset(Slots.SIGNATURE_INPUTS, inputs, 0);
        out.addOffset(Slots.SIGNATURE_OUTPUTS, outputs, 0);
        out.addOffset(Slots.SIGNATURE_KEY, key, 0);
        out.addInt(Slots.SIGNATURE_SUBGRAPH, 0, 0);
        return out.endTable();
    }

    private int named(Map<String, Integer> tensors) {
        var entries = new ArrayList<Integer>();
        tensors.forEach((name, index) -> {
            int nameOffset = string(name);
            out.startTable(Slots.NAMED_TENSOR_FIELDS);
            out.addOffset(Slots.NAMED_TENSOR_NAME, nameOffset, 0);
            out.addInt(Slots.NAMED_TENSOR_INDEX, index, 0);
            entries.add(out.endTable());
        });
        return vector(entries);
    }

    private int addBuffer(byte[] content) {
        buffers.add(content);
        return buffers.size() - 1;
    }

    private int buffer(byte[] content) {
        int data = 0;
        if (content.length > 0) {
            out.createUnintializedVector(1, content.length, BUFFER_ALIGNMENT).put(content);
            data = out.endVector();
        }
        out.startTable(Slots.BUFFER_FIELDS);
        out.addOffset(Slots.BUFFER_DATA, data, 0);
        return out.endTable();
    }

    private static byte[] bytes(Value value) {
        ByteBuffer bytes = ByteBuffer.allocate((int) value.dtype().fileBytes(value.shape().elements()))
                .order(ByteOrder.LITTLE_ENDIAN);
        switch (value) {
            case Tensor real -> {
                for (float v : real.values()) {
                    switch (real.dtype()) {
                        case FLOAT16 -> bytes.putShort(Float.floatToFloat16(v));
                        case FLOAT32 -> bytes.putFloat(v);
                        case UINT8, INT4, INT8, INT16, INT32, INT64, BOOL -> throw new AssertionError(real.dtype());
                    }
                }
            }
            case Codes codes when codes.dtype() == DType.INT4 -> bytes.put(packed(codes.rawBytes()));
            case Codes codes -> codes.putRaw(bytes);
        }
        return bytes.array();
    }

    /** Two codes to a byte, the low half first. */
    private static byte[] packed(byte[] codes) {
        var packed = new byte[(codes.length + 1) / 2];
        for (int i = 0; i < codes.length; i++) {
            packed[i / 2] |= (byte) ((codes[i] & 0xf) << (i % 2 * 4));
        }
        return packed;
    }

    private int ints(Shape shape) {
        return ints(shape.toArray());
    }

    private int indices(List<Integer> indices) {
        return ints(indices.stream().mapToInt(Integer::intValue).toArray());
    }

    private int ints(int[] ints) {
        out.startVector(4, ints.length, 4);
        for (int i = ints.length - 1; i >= 0; i--) {
            out.addInt(ints[i]);
        }
        return out.endVector();
    }

    private int string(String text) {
        return out.createString(text);
    }

    private int vector(List<Integer> offsets) {
        return out.createVectorOfTables(offsets.stream().mapToInt(Integer::intValue).toArray());
    }

    private int vectorOrAbsent(List<Integer> offsets) {
        return offsets.isEmpty() ? 0 : vector(offsets);
    }
}
