package dev.halfstep.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A file written by hand: a network of one dense layer, {@code y = w * x}, with whatever a test wants wrong about it. The writer
 * under test could not be made to write these.
 */
final class RawModel {

    static final int INPUT = 0;
    static final int WEIGHTS = 1;
    static final int OUTPUT = 2;

    int version = Slots.SCHEMA_VERSION;
    int subgraphs = 1;
    int deprecatedOp = 9;
    int op = 9;
    String customOp = "";
    int activation;
    int weightsFormat;
    int optionsType = 8;
    int weightsType;
    int[] weightsShape = {1, 2};
    int weightsBuffer = 1;
    boolean sparse;
    boolean variable;
    int quantizationDetails;
    float[] scales = {};
    /** How often the weights stand in the list of tensors: each time as a table of its own, on the same buffer. */
    int copiesOfWeights = 1;
    /** How often one and the same table stands in the list. */
    int repetitionsOfWeights = 1;
    String weightsName = "w";
    /** How many operands the node names: the input again and again. */
    int operands = 2;
    int repetitionsOfOperator = 1;
    byte[] weights = {0, 0, -128, 63, 0, 0, 0, 64};
    /** Contents that stand behind the flatbuffer, as files of more than 2 GB have them. */
    long offset;
    long size;

    private final FlatBufferBuilder out = new FlatBufferBuilder();

    byte[] bytes() {
        int[] graphs = IntStream.range(0, subgraphs).map(i -> subgraph()).toArray();
        int subgraphVector = out.createVectorOfTables(graphs);
        int codes = out.createVectorOfTables(new int[] {operatorCode()});
        int bufferVector =
                out.createVectorOfTables(new int[] {buffer(new byte[0], 0, 0), buffer(weights, offset, size)});
        out.startTable(Slots.MODEL_FIELDS);
        out.addInt(Slots.MODEL_VERSION, version, 0);
        out.addOffset(Slots.MODEL_OPERATOR_CODES, codes, 0);
        out.addOffset(Slots.MODEL_SUBGRAPHS, subgraphVector, 0);
        out.addOffset(Slots.MODEL_BUFFERS, bufferVector, 0);
        out.finish(out.endTable(), Slots.IDENTIFIER);
        return out.sizedByteArray();
    }

    private int operatorCode() {
        int custom = out.createString(customOp);
        out.startTable(Slots.OPERATOR_CODE_FIELDS);
        out.addByte(Slots.OPERATOR_CODE_DEPRECATED, (byte) deprecatedOp, 0);
        out.addOffset(Slots.OPERATOR_CODE_CUSTOM, custom, 0);
        out.addInt(Slots.OPERATOR_CODE_BUILTIN, op, 0);
        return out.endTable();
    }

    private int buffer(byte[] content, long offsetBehind, long sizeBehind) {
        int data = content.length == 0 ? 0 : out.createByteVector(content);
        out.startTable(3);
        out.addOffset(Slots.BUFFER_DATA, data, 0);
        out.addLong(Slots.BUFFER_OFFSET, offsetBehind, 0);
        out.addLong(Slots.BUFFER_SIZE, sizeBehind, 0);
        return out.endTable();
    }

    private int subgraph() {
        int tensors = out.createVectorOfTables(tensors());
        int operators = out.createVectorOfTables(operators());
        int inputs = ints(INPUT);
        int outputs = ints(OUTPUT);
        out.startTable(Slots.SUBGRAPH_FIELDS);
        out.addOffset(Slots.SUBGRAPH_TENSORS, tensors, 0);
        out.addOffset(Slots.SUBGRAPH_INPUTS, inputs, 0);
        out.addOffset(Slots.SUBGRAPH_OUTPUTS, outputs, 0);
        out.addOffset(Slots.SUBGRAPH_OPERATORS, operators, 0);
        return out.endTable();
    }

    private int[] tensors() {
        int[] copies = IntStream.range(0, copiesOfWeights).map(i -> weightsTensor()).toArray();
        int[] tensors = new int[2 + copiesOfWeights * repetitionsOfWeights];
        for (int i = 0; i < tensors.length; i++) {
            tensors[i] = copies[i % copies.length];
        }
        tensors[INPUT] = activation("x", 2);
        tensors[OUTPUT] = activation("y", 1);
        return tensors;
    }

    private int activation(String text, int width) {
        int name = out.createString(text);
        int shape = ints(1, width);
        out.startTable(Slots.TENSOR_FIELDS);
        out.addOffset(Slots.TENSOR_NAME, name, 0);
        out.addOffset(Slots.TENSOR_SHAPE, shape, 0);
        return out.endTable();
    }

    private int weightsTensor() {
        int name = out.createString(weightsName);
        int shape = ints(weightsShape);
        int quantization = quantization();
        int sparsity = sparse ? emptyTable() : 0;
        out.startTable(Slots.TENSOR_FIELDS);
        out.addOffset(Slots.TENSOR_NAME, name, 0);
        out.addOffset(Slots.TENSOR_SHAPE, shape, 0);
        out.addByte(Slots.TENSOR_TYPE, (byte) weightsType, 0);
        out.addInt(Slots.TENSOR_BUFFER, weightsBuffer, 0);
        out.addOffset(Slots.TENSOR_QUANTIZATION, quantization, 0);
        out.addBoolean(Slots.TENSOR_IS_VARIABLE, variable, false);
        out.addOffset(Slots.TENSOR_SPARSITY, sparsity, 0);
        return out.endTable();
    }

    private int quantization() {
        int[] bits = new int[scales.length];
        Arrays.setAll(bits, i -> Float.floatToIntBits(scales[i]));
        int scale = ints(bits);
        out.startTable(Slots.QUANTIZATION_FIELDS);
        out.addOffset(Slots.QUANTIZATION_SCALE, scale, 0);
        out.addByte(Slots.QUANTIZATION_DETAILS_TYPE, (byte) quantizationDetails, 0);
        return out.endTable();
    }

    private int emptyTable() {
        out.startTable(0);
        return out.endTable();
    }

    private int[] operators() {
        int[] all = new int[repetitionsOfOperator];
        Arrays.fill(all, operator());
        return all;
    }

    private int operator() {
        out.startTable(5);
        out.addByte(0, (byte) activation, 0);
        out.addByte(1, (byte) weightsFormat, 0);
        int options = out.endTable();
        int[] indices = new int[operands];
        Arrays.fill(indices, 1, operands, 1000 + WEIGHTS);
        indices[1] = WEIGHTS;
        int inputs = ints(indices);
        int outputs = ints(OUTPUT);
        out.startTable(Slots.OPERATOR_FIELDS);
        out.addOffset(Slots.OPERATOR_INPUTS, inputs, 0);
        out.addOffset(Slots.OPERATOR_OUTPUTS, outputs, 0);
        out.addByte(Slots.OPERATOR_OPTIONS_TYPE, (byte) optionsType, 0);
        out.addOffset(Slots.OPERATOR_OPTIONS, options, 0);
        return out.endTable();
    }

    private int ints(int... ints) {
        out.startVector(4, ints.length, 4);
        for (int i = ints.length - 1; i >= 0; i--) {
            out.addInt(ints[i]);
        }
        return out.endVector();
    }
}
