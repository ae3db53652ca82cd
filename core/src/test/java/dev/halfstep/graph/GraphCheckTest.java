package dev.halfstep.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each rule once: what breaks it, and the message. */
class GraphCheckTest {

    private static final Shape ROW = Shape.of(1, 2);
    private static final Shape RESULT = Shape.of(1, 1);
    private static final Quantization Q = Quantization.perTensor(0.5f, 0);
    private static final Quantization PER_COLUMN = Quantization.perChannel(new float[] {1, 2}, new long[2], 1);
    private static final Dequantize DEQUANTIZE = new Dequantize();
    private static final Quantize QUANTIZE = new Quantize();

    private final Graph.Builder builder = new Graph.Builder();

    @Test
    void acceptsASoundGraph() {
        dense(real("x", ROW), constant(Tensor.of(ROW, 1, 2)), constant(Tensor.of(Shape.of(1), 3)), real("y", RESULT));
        assertThat(builder.build().nodes()).hasSize(1);
    }

    @Test
    void tensorsHaveAKnownSizeThatFits() {
        builder.add(TensorInfo.real("x", Shape.of(Shape.UNKNOWN, 2)));
        assertRefused("tensor 0 'x': the shape [?, 2] leaves an extent open.");
        var other = new Graph.Builder();
        other.add(TensorInfo.real("x", Shape.of(1 << 20, 1 << 20)));
        assertThatExceptionOfType(Problem.class).isThrownBy(other::build)
                .withMessageStartingWith("tensor 0 'x': the shape [1048576, 1048576] has more elements");
    }

    @Test
    void realValuesHaveNoQuantization() {
        add(DType.FLOAT32, Q, null);
        assertRefused("tensor 0 't': values of type float32 have a quantization.");
    }

    @Test
    void scalesFitTheirAxis() {
        add(DType.INT8, Quantization.perChannel(new float[] {1, 2, 3}, new long[3], 1), null);
        assertRefused("tensor 0 't': 3 scales on axis 1 do not fit the shape [1, 2].");
    }

    @Test
    void scalesHaveAnAxisThatExists() {
        add(DType.INT8, Quantization.perChannel(new float[] {1, 2}, new long[2], -1), null);
        assertRefused("tensor 0 't': 2 scales on axis -1 do not fit the shape [1, 2].");
    }

    @Test
    void zeroPointsAreCodes() {
        add(DType.UINT8, Quantization.perTensor(1, -1), null);
        assertRefused("tensor 0 't': the zero point -1 is no uint8 code.");
    }

    @Test
    void contentsAreOfTheTensorsTypeAndShape() {
        add(DType.INT8, Q, Tensor.of(ROW, 1, 2));
        assertRefused("tensor 0 't': contents float32[1, 2] in a tensor int8[1, 2].");
    }

    @Test
    void modelsHaveInputsAndOutputs() {
        assertRefused("the model has no input.");
        builder.inputs(List.of(real("x", ROW)));
        assertRefused("the model has no output.");
    }

    @Test
    void inputsAreNotConstant() {
        builder.inputs(List.of(constant(Tensor.of(ROW, 1, 2)))).outputs(List.of(0));
        assertRefused("tensor 0 'constant' is an input with fixed contents.");
    }

    @Test
    void inputsAreListedOnce() {
        int x = real("x", ROW);
        builder.inputs(List.of(x, x)).outputs(List.of(x));
        assertRefused("tensor 0 'x' is an input twice.");
    }

    @Test
    void indicesLeadToTensors() {
        int x = real("x", ROW);
        edges(1, x);
        assertRefused("there is no tensor 1; the model has 1.");
        edges(x, -1);
        assertRefused("there is no tensor -1; the model has 1.");
        edges(x, x);
        builder.add(new Signature("serving_default", Map.of("x", 7), Map.of()));
        assertRefused("there is no tensor 7; the model has 1.");
    }

    @Test
    void nodesReadAndWriteTensorsThatExist() {
        int x = real("x", ROW);
        edges(x, x);
        builder.add(new Node(DEQUANTIZE, List.of(5), List.of(x)));
        assertRefused("node 0 DEQUANTIZE: there is no tensor 5; the model has 1.");
    }

    @Test
    void outputsAreComputed() {
        edges(real("x", ROW), real("y", ROW));
        assertRefused("tensor 1 'y' is an output that no node computes.");
    }

    @Test
    void nodesRunInOrder() {
        int x = real("x", ROW);
        int half = half("h");
        int y = real("y", ROW);
        edges(x, y);
        builder.add(new Node(DEQUANTIZE, List.of(half), List.of(y)));
        assertRefused("node 0 DEQUANTIZE: tensor 1 'h' is read before it is computed.");
    }

    @Test
    void tensorsAreWrittenOnce() {
        int x = half("x");
        int y = real("y", ROW);
        edges(x, y);
        builder.add(new Node(DEQUANTIZE, List.of(x), List.of(y))).add(new Node(DEQUANTIZE, List.of(x), List.of(y)));
        assertRefused("node 1 DEQUANTIZE: tensor 1 'y' is written twice.");
    }

    /** A kernel must never write into the shared contents of a constant, nor into what the caller put in. */
    @Test
    void constantsAndInputsAreNotWritten() {
        int x = half("x");
        int constant = constant(Tensor.of(ROW, 1, 2));
        edges(x, constant);
        builder.add(new Node(DEQUANTIZE, List.of(x), List.of(constant)));
        assertRefused("node 0 DEQUANTIZE: tensor 1 'constant' is written twice.");
    }

    @Test
    void nodesHaveTheOperandsOfTheirOp() {
        int x = half("x");
        int y = real("y", ROW);
        edges(x, y);
        builder.add(new Node(DEQUANTIZE, List.of(x, x), List.of(y)));
        assertRefused("node 0 DEQUANTIZE: it has 2 inputs and 1 outputs.");
    }

    @Test
    void layersHaveDataAndWeights() {
        int x = real("x", ROW);
        int y = real("y", RESULT);
        edges(x, y);
        builder.add(new Node(FullyConnected.with(Activation.NONE), List.of(x, Node.ABSENT), List.of(y)));
        assertRefused("node 0 FULLY_CONNECTED: it has 2 inputs and 1 outputs.");
    }

    @Test
    void resultsHaveTheSizeOfTheirTensor() {
        dense(real("x", ROW), constant(Tensor.of(ROW, 1, 2)), Node.ABSENT, real("y", ROW));
        assertRefused("node 0 FULLY_CONNECTED: its result has the shape [1, 1], but tensor 2 'y' has [1, 2].");
    }

    @Test
    void shapesGoThroughTheirOp() {
        dense(real("x", Shape.of(1, 3)), constant(Tensor.of(ROW, 1, 2)), Node.ABSENT, real("y", RESULT));
        assertRefused("node 0 FULLY_CONNECTED: data of shape [1, 3] do not fill rows of 2");
    }

    @Test
    void quantizingGivesCodes() {
        int x = real("x", ROW);
        int y = add(DType.INT8, null, null);
        node(QUANTIZE, x, y);
        assertRefused("node 0 QUANTIZE: 't' has no scale of its own.");
    }

    @Test
    void bareIntegersAreNotDequantized() {
        int x = add(DType.INT8, null, null);
        node(DEQUANTIZE, x, real("y", ROW));
        assertRefused("node 0 DEQUANTIZE: 't' of type int8 is not what can be dequantized.");
    }

    @Test
    void dequantizingGivesValues() {
        int x = codes(DType.INT8, Q);
        node(DEQUANTIZE, x, half("y"));
        assertRefused("node 0 DEQUANTIZE: 'y' of type float16 is not the result of DEQUANTIZE.");
    }

    @Test
    void typesOfALayerGoTogether() {
        dense(codes(DType.UINT8, Q), weights(Q), Node.ABSENT, result(DType.UINT8, Q));
        assertRefused(
                "node 0 FULLY_CONNECTED: data uint8, weights int8, bias none and output uint8 are not supported together.");
    }

    @Test
    void biasHasTheTypeOfTheSums() {
        int bias = constant(Codes.int64(Shape.of(1), new long[1], Q));
        dense(codes(DType.INT8, Q), weights(Q), bias, result(DType.INT8, Q));
        assertRefused(
                "node 0 FULLY_CONNECTED: data int8, weights int8, bias int64 and output int8 are not supported together.");
    }

    @Test
    void floatAndIntegerLayersDoNotMix() {
        dense(real("x", ROW), weights(Q), Node.ABSENT, result(DType.INT8, Q));
        assertRefused(
                "node 0 FULLY_CONNECTED: data float32, weights int8, bias none and output int8 are not supported together.");
    }

    @Test
    void weightsHaveOneScaleOrOneForEachOutput() {
        dense(codes(DType.INT8, Q), weights(PER_COLUMN), Node.ABSENT, result(DType.INT8, Q));
        assertRefused("node 0 FULLY_CONNECTED: the weights 'constant' have neither one scale nor one for each output.");
    }

    @Test
    void weightsHaveAScale() {
        dense(codes(DType.INT8, Q), weights(null), Node.ABSENT, result(DType.INT8, Q));
        assertRefused("node 0 FULLY_CONNECTED: the weights 'constant' have neither one scale nor one for each output.");
    }

    @Test
    void activationsHaveOneScale() {
        dense(add(DType.INT8, PER_COLUMN, null), weights(Q), Node.ABSENT, result(DType.INT8, Q));
        assertRefused("node 0 FULLY_CONNECTED: 't' has no scale of its own.");
    }

    @Test
    void sixteenBitActivationsAreSymmetric() {
        dense(codes(DType.INT16, Q), weights(Q), Node.ABSENT, result(DType.INT16, Quantization.perTensor(1, 5)));
        assertRefused("node 0 FULLY_CONNECTED: 'codes' is int16 with a zero point other than 0.");
    }

    private void assertRefused(String message) {
        assertThatExceptionOfType(Problem.class).isThrownBy(builder::build).withMessageStartingWith(message);
    }

    private int real(String name, Shape shape) {
        return builder.add(TensorInfo.real(name, shape));
    }

    private int half(String name) {
        return builder.add(new TensorInfo(name, DType.FLOAT16, ROW, ROW, Optional.empty(), Optional.empty()));
    }

    private int codes(DType dtype, Quantization quantization) {
        return builder.add(TensorInfo.codes("codes", dtype, ROW, quantization));
    }

    private int result(DType dtype, Quantization quantization) {
        return builder.add(TensorInfo.codes("codes", dtype, RESULT, quantization));
    }

    private int constant(Value value) {
        return builder.add(TensorInfo.constant("constant", value));
    }

    private int weights(Quantization quantization) {
        return constant(Codes.int8(ROW, new byte[2], quantization));
    }

    private int add(DType dtype, Quantization quantization, Value contents) {
        return builder.add(new TensorInfo("t", dtype, ROW, ROW, Optional.ofNullable(quantization),
                Optional.ofNullable(contents)));
    }

    private void edges(int input, int output) {
        builder.inputs(List.of(input)).outputs(List.of(output));
    }

    private void node(Op op, int input, int output) {
        edges(input, output);
        builder.add(new Node(op, List.of(input), List.of(output)));
    }

    private void dense(int data, int weights, int bias, int output) {
        edges(data, output);
        List<Integer> operands = bias == Node.ABSENT ? List.of(data, weights) : List.of(data, weights, bias);
        builder.add(new Node(FullyConnected.with(Activation.NONE), operands, List.of(output)));
    }
}
