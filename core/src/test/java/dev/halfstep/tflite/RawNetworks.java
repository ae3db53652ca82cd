package dev.halfstep.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** A file with several networks, written by hand: the writer under test writes one. */
final class RawNetworks {

    static final int FLOAT32 = 0;
    static final int INT32 = 2;
    static final int BOOL = 6;

    private static final int WHILE_OPTIONS = 93;
    private static final int IF_OPTIONS = 92;

    private final List<Network> networks = new ArrayList<>();
    private final List<byte[]> buffers = new ArrayList<>(List.of(new byte[0]));
    private final List<Integer> codes = new ArrayList<>();
    private final List<ToIntFunction<FlatBufferBuilder>> signatures = new ArrayList<>();

    /** A network of the file. */
    final class Network {

        private final List<ToIntFunction<FlatBufferBuilder>> tensors = new ArrayList<>();
        private final List<ToIntFunction<FlatBufferBuilder>> operators = new ArrayList<>();
        private int[] inputs = {};
        private int[] outputs = {};

        int tensor(String name, int type, int buffer, int... shape) {
            tensors.add(out -> {
                int text = out.createString(name);
                int extents = ints(out, shape);
                out.startTable(Slots.TENSOR_FIELDS);
                out.addOffset(Slots.TENSOR_SHAPE, extents, 0);
                out.addByte(Slots.TENSOR_TYPE, (byte) type, 0);
                out.addInt(Slots.TENSOR_BUFFER, buffer, 0);
                out.addOffset(Slots.TENSOR_NAME, text, 0);
                return out.endTable();
            });
            return tensors.size() - 1;
        }

        int real(String name, int... shape) {
            return tensor(name, FLOAT32, 0, shape);
        }

        int reals(String name, float... values) {
            ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            return tensor(name, FLOAT32, buffer(bytes.array()), 1, values.length);
        }

        /** A scalar. */
        int integer(String name, int value) {
            return tensor(name, INT32,
                    buffer(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array()));
        }

        Network op(int code, List<Integer> in, List<Integer> out) {
            return op(code, in, out, 0, builder -> 0, false);
        }

        Network composite(int subgraph, List<Integer> in, List<Integer> out) {
            return op(206, in, out, 21, builder -> {
                int name = builder.createString("odml.some");
                // TensorFlow Lite takes them for granted.
                int attributes = builder.createByteVector(new byte[] {0, 0, 1});
                builder.startTable(3);
                builder.addOffset(0, name, 0);
                builder.addInt(Slots.COMPOSITE_SUBGRAPH, subgraph, 0);
                builder.addOffset(2, attributes, 0);
                return builder.endTable();
            }, true);
        }

        Network loop(int condition, int body, List<Integer> in, List<Integer> out) {
            return op(119, in, out, WHILE_OPTIONS, two(condition, body), false);
        }

        Network branch(int whenTrue, int whenFalse, List<Integer> in, List<Integer> out) {
            return op(118, in, out, IF_OPTIONS, two(whenTrue, whenFalse), false);
        }

        private ToIntFunction<FlatBufferBuilder> two(int first, int second) {
            return builder -> {
                builder.startTable(2);
                builder.addInt(0, first, 0);
                builder.addInt(1, second, 0);
                return builder.endTable();
            };
        }

        private Network op(int code, List<Integer> in, List<Integer> out, int optionsType,
                ToIntFunction<FlatBufferBuilder> options, boolean second) {
            if (!codes.contains(code)) {
                codes.add(code);
            }
            operators.add(builder -> {
                int table = options.applyAsInt(builder);
                int inputVector = ints(builder, in);
                int outputVector = ints(builder, out);
                builder.startTable(14);
                builder.addInt(Slots.OPERATOR_CODE_INDEX, codes.indexOf(code), 0);
                builder.addOffset(Slots.OPERATOR_INPUTS, inputVector, 0);
                builder.addOffset(Slots.OPERATOR_OUTPUTS, outputVector, 0);
                builder.addByte(second ? Slots.OPERATOR_OPTIONS_2 - 1 : Slots.OPERATOR_OPTIONS_TYPE,
                        (byte) optionsType, 0);
                builder.addOffset(second ? Slots.OPERATOR_OPTIONS_2 : Slots.OPERATOR_OPTIONS, table, 0);
                return builder.endTable();
            });
            return this;
        }

        Network edges(List<Integer> in, List<Integer> out) {
            inputs = in.stream().mapToInt(Integer::intValue).toArray();
            outputs = out.stream().mapToInt(Integer::intValue).toArray();
            return this;
        }

        private int write(FlatBufferBuilder out) {
            int tensorVector = vector(out, tensors);
            int operatorVector = vector(out, operators);
            int inputVector = ints(out, inputs);
            int outputVector = ints(out, outputs);
            int name = out.createString("");
            out.startTable(Slots.SUBGRAPH_FIELDS);
            out.addOffset(Slots.SUBGRAPH_TENSORS, tensorVector, 0);
            out.addOffset(Slots.SUBGRAPH_INPUTS, inputVector, 0);
            out.addOffset(Slots.SUBGRAPH_OUTPUTS, outputVector, 0);
            out.addOffset(Slots.SUBGRAPH_OPERATORS, operatorVector, 0);
            out.addOffset(Slots.SUBGRAPH_NAME, name, 0);
            return out.endTable();
        }
    }

    Network add() {
        networks.add(new Network());
        return networks.getLast();
    }

    private int buffer(byte[] content) {
        buffers.add(content);
        return buffers.size() - 1;
    }

    RawNetworks signature(String key, int subgraph, Map<String, Integer> inputs, Map<String, Integer> outputs) {
        signatures.add(out -> {
            int in = named(out, inputs);
            int results = named(out, outputs);
            int name = out.createString(key);
            out.startTable(Slots.SIGNATURE_FIELDS);
            out.addOffset(Slots.SIGNATURE_INPUTS, in, 0);
            out.addOffset(Slots.SIGNATURE_OUTPUTS, results, 0);
            out.addOffset(Slots.SIGNATURE_KEY, name, 0);
            out.addInt(Slots.SIGNATURE_SUBGRAPH, subgraph, 0);
            return out.endTable();
        });
        return this;
    }

    byte[] bytes() {
        var out = new FlatBufferBuilder();
        int subgraphs = out.createVectorOfTables(networks.stream().mapToInt(n -> n.write(out)).toArray());
        int operatorCodes = out.createVectorOfTables(codes.stream().mapToInt(code -> {
            out.startTable(Slots.OPERATOR_CODE_FIELDS);
            out.addByte(Slots.OPERATOR_CODE_DEPRECATED, (byte) Math.min(code, 127), 0);
            out.addInt(Slots.OPERATOR_CODE_VERSION, 1, 1);
            out.addInt(Slots.OPERATOR_CODE_BUILTIN, code, 0);
            return out.endTable();
        }).toArray());
        int bufferVector = out.createVectorOfTables(buffers.stream().mapToInt(content -> {
            int data = content.length == 0 ? 0 : out.createByteVector(content);
            out.startTable(Slots.BUFFER_FIELDS);
            out.addOffset(Slots.BUFFER_DATA, data, 0);
            return out.endTable();
        }).toArray());
        int signatureVector = vector(out, signatures);
        out.startTable(Slots.MODEL_FIELDS);
        out.addInt(Slots.MODEL_VERSION, Slots.SCHEMA_VERSION, 0);
        out.addOffset(Slots.MODEL_OPERATOR_CODES, operatorCodes, 0);
        out.addOffset(Slots.MODEL_SUBGRAPHS, subgraphs, 0);
        out.addOffset(Slots.MODEL_BUFFERS, bufferVector, 0);
        out.addOffset(Slots.MODEL_SIGNATURES, signatureVector, 0);
        out.finish(out.endTable(), Slots.IDENTIFIER);
        return out.sizedByteArray();
    }

    private static int named(FlatBufferBuilder out, Map<String, Integer> tensors) {
        return out.createVectorOfTables(tensors.entrySet().stream().mapToInt(entry -> {
            int name = out.createString(entry.getKey());
            out.startTable(Slots.NAMED_TENSOR_FIELDS);
            out.addOffset(Slots.NAMED_TENSOR_NAME, name, 0);
            out.addInt(Slots.NAMED_TENSOR_INDEX, entry.getValue(), 0);
            return out.endTable();
        }).toArray());
    }

    private static int vector(FlatBufferBuilder out, List<ToIntFunction<FlatBufferBuilder>> tables) {
        return out.createVectorOfTables(tables.stream().mapToInt(table -> table.applyAsInt(out)).toArray());
    }

    private static int ints(FlatBufferBuilder out, List<Integer> ints) {
        return ints(out, ints.stream().mapToInt(Integer::intValue).toArray());
    }

    private static int ints(FlatBufferBuilder out, int... ints) {
        out.startVector(4, ints.length, 4);
        IntStream.range(0, ints.length).map(i -> ints.length - 1 - i).forEach(i -> out.addInt(ints[i]));
        return out.endVector();
    }
}
