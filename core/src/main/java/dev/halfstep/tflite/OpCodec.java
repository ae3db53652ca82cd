package dev.halfstep.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.halfstep.graph.Activation;
import dev.halfstep.graph.Dequantize;
import dev.halfstep.graph.FullyConnected;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.graph.Op;
import dev.halfstep.graph.Quantize;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import java.util.List;
import java.util.Optional;

/** How each {@link Op} stands in a file: its number, its version and its options. */
final class OpCodec {

    static final int DEQUANTIZE = 6;
    static final int FULLY_CONNECTED = 9;
    static final int QUANTIZE = 114;

    /** The schema's number of the options table of a dense layer; the other ops are written without options. */
    private static final int DENSE_OPTIONS = 8;

    /** The schema's fused activations, by number. */
    private static final List<String> ACTIVATIONS =
            List.of("NONE", "RELU", "RELU_N1_TO_1", "RELU6", "TANH", "SIGN_BIT");

    private OpCodec() {}

    static int number(Op op) {
        return switch (op) {
            case FullyConnected dense -> FULLY_CONNECTED;
            case Quantize quantize -> QUANTIZE;
            case Dequantize dequantize -> DEQUANTIZE;
        };
    }

    /**
     * The op of a file's operator.
     *
     * @param optionsType which op's options follow; TFLite takes those of another op for none
     */
    static Op read(int number, int optionsType, Optional<Table> options) {
        return switch (number) {
            case FULLY_CONNECTED -> readDense(options.filter(table -> optionsType == DENSE_OPTIONS));
            case QUANTIZE -> new Quantize();
            case DEQUANTIZE -> new Dequantize();
            default -> throw Problem.of("the op " + BuiltinNames.name(number) + " is not supported");
        };
    }

    private static FullyConnected readDense(Optional<Table> options) {
        if (options.isEmpty()) {
            return FullyConnected.with(Activation.NONE);
        }
        Table table = options.get();
        if (table.int8(Slots.DENSE_WEIGHTS_FORMAT, 0) != 0) {
            throw Problem.of("shuffled weights are not supported");
        }
        return new FullyConnected(activation(table.int8(Slots.DENSE_ACTIVATION, 0)),
                table.bool(Slots.DENSE_KEEP_NUM_DIMS), table.bool(Slots.DENSE_ASYMMETRIC_INPUTS));
    }

    private static Activation activation(int number) {
        String name = number >= 0 && number < ACTIVATIONS.size() ? ACTIVATIONS.get(number) : "number " + number;
        for (Activation activation : Activation.values()) {
            if (activation.name().equals(name)) {
                return activation;
            }
        }
        throw Problem.of("the fused activation " + name + " is not supported");
    }

    /** Writes a node's options and returns their offset, or 0 for none. */
    static int writeOptions(FlatBufferBuilder out, Graph graph, Node node) {
        return switch (node.op()) {
            case FullyConnected dense -> {
                out.startTable(Slots.DENSE_OPTIONS_FIELDS);
                out.addByte(Slots.DENSE_ACTIVATION, (byte) ACTIVATIONS.indexOf(dense.activation().name()), 0);
                out.addBoolean(Slots.DENSE_KEEP_NUM_DIMS, dense.keepNumDims(), false);
                out.addBoolean(Slots.DENSE_ASYMMETRIC_INPUTS, dense.asymmetricInputs(), false);
                out.addByte(Slots.DENSE_BIAS_TYPE, (byte) TensorTypes.number(biasType(graph, node)), 0);
                yield out.endTable();
            }
            case Quantize quantize -> 0;
            case Dequantize dequantize -> 0;
        };
    }

    static int optionsType(Op op) {
        return switch (op) {
            case FullyConnected dense -> DENSE_OPTIONS;
            case Quantize quantize -> 0;
            case Dequantize dequantize -> 0;
        };
    }

    /** TFLite takes the type of an int16 layer's accumulator from here; elsewhere TensorFlow leaves the default. */
    private static DType biasType(Graph graph, Node node) {
        boolean wide = graph.tensor(node.input(FullyConnected.DATA)).dtype() == DType.INT16
                && node.hasInput(FullyConnected.BIAS);
        return wide ? graph.tensor(node.input(FullyConnected.BIAS)).dtype() : DType.FLOAT32;
    }

    /**
     * The version of an op that its types call for, as TensorFlow 2.21 writes it: an older interpreter refuses the file instead
     * of running it wrongly.
     */
    static int version(Graph graph, Node node) {
        DType input = graph.tensor(node.input(0)).dtype();
        return switch (node.op()) {
            case FullyConnected dense -> denseVersion(graph, node, dense, input);
            case Quantize quantize -> 1;
            case Dequantize dequantize -> switch (input) {
                case FLOAT16 -> 3;
                case INT8, INT16 -> 2;
                case UINT8, INT32, INT64, FLOAT32 -> 1;
            };
        };
    }

    private static int denseVersion(Graph graph, Node node, FullyConnected dense, DType input) {
        DType weights = graph.tensor(node.input(FullyConnected.WEIGHTS)).dtype();
        int version = switch (input) {
            case INT8, INT16 -> 4;
            case FLOAT32 -> weights != DType.INT8 ? 1 : hybridVersion(graph, node, dense);
            case FLOAT16, UINT8, INT32, INT64 -> 1;
        };
        if (dense.keepNumDims()) {
            version = Math.max(version, 5);
        }
        return node.hasInput(FullyConnected.BIAS) ? version : Math.max(version, 6);
    }

    private static int hybridVersion(Graph graph, Node node, FullyConnected dense) {
        boolean perChannel =
                graph.tensor(node.input(FullyConnected.WEIGHTS)).quantization().orElseThrow().channels() > 1;
        return perChannel ? 12 : dense.asymmetricInputs() ? 9 : 3;
    }

    /** The first TensorFlow release that has an op in a version, as its own table of versions says. */
    static String minRuntime(Op op, int version) {
        return switch (op) {
            case FullyConnected dense -> switch (version) {
                case 1, 2 -> "1.5.0";
                case 3, 4 -> "1.14.0";
                case 5 -> "2.0.0";
                case 6 -> "2.1.0";
                case 7, 8, 9 -> "2.3.0";
                default -> "2.17.0";
            };
            case Quantize quantize -> "1.14.0";
            case Dequantize dequantize -> version < 2 ? "1.13.1" : version == 2 ? "1.14.0" : "1.15.0";
        };
    }
}
