package dev.halfstep.onnx;

import static dev.halfstep.onnx.OnnxFile.OPEN;
import static dev.halfstep.onnx.OnnxFile.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arithmetic, activations, comparisons and reductions. */
class ElementsTest {

    @ParameterizedTest
    @ValueSource(strings = {"Neg", "Abs", "Exp", "Floor", "Ceil", "Round", "Sign", "Sin", "Cos", "Reciprocal", "Relu",
            "Sigmoid",
            "Tanh", "Elu", "Selu", "Celu", "LeakyRelu", "ThresholdedRelu", "HardSigmoid", "HardSwish", "Softplus",
            "Softsign", "Softmax", "LogSoftmax", "Erf", "Mish", "Identity"})
    void functionsOfOneOperand(String op) {
        Judge.agrees(OnnxFile.opset(18).input("x", OPEN, 5, 3).node(op + "(x) -> y").output("y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sqrt", "Log"})
    void functionsOfWhatIsPositive(String op) {
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 7).node("Abs(x) -> a").node(op + "(a) -> y").output("y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Add", "Sub", "Mul", "Div", "Min", "Max", "Sum", "Mean"})
    void functionsOfTwoOperands(String op) {
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 4, 3).random("c", 4, 1).node(op + "(x, c) -> y").output("y"));
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 4).input("z", OPEN, 1).node(op + "(x, z) -> y").output("y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "tanh"})
    void geluInBothForms(String form) {
        assertThat(Judge.ops(OnnxFile.opset(20).input("x", OPEN, 9)
                .node("Gelu(x) -> y", attribute("approximate", form)).output("y"))).containsExactly("GELU");
    }

    @Test
    void powersOfAConstant() {
        for (float exponent : new float[] {2, 3, 1, 0.5f}) {
            Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 6).node("Abs(x) -> a").reals("e", new long[0], exponent)
                    .node("Pow(a, e) -> y").output("y"));
        }
    }

    @Test
    void clipsByAttributesAndByOperands() {
        Judge.agrees(OnnxFile.opset(10).input("x", OPEN, 6)
                .node("Clip(x) -> y", attribute("min", -0.5f), attribute("max", 0.25f)).output("y"));
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 6).reals("high", new long[0], 6)
                .node("Clip(x, , high) -> y").output("y"));
        assertThat(Judge.ops(OnnxFile.opset(17).input("x", OPEN, 6).reals("low", new long[0], 0)
                .reals("high", new long[0], 6).node("Clip(x, low, high) -> y").output("y"))).containsExactly("RELU6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual"})
    void choosesByComparisons(String op) {
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 6).random("c", 6).node(op + "(x, c) -> b")
                .node("Not(b) -> n").node("Where(n, x, c) -> y").output("y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2",
            "ReduceSumSquare", "ReduceLogSumExp"})
    void reductionsInBothForms(String op) {
        Judge.agrees(OnnxFile.opset(13).input("x", OPEN, 4, 5)
                .node(op + "(x) -> y", OnnxFile.integersOf("axes", 1, -1), attribute("keepdims", 0)).output("y"));
        Judge.agrees(OnnxFile.opset(18).input("x", OPEN, 4, 5).integers("axes", 2).node(op + "(x, axes) -> y")
                .output("y"));
    }

    @Test
    void placesOfTheLargest() {
        for (long keep = 0; keep < 2; keep++) {
            AttributeProto[] attributes = {attribute("axis", 1), attribute("keepdims", keep)};
            Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 4, 5).node("ArgMax(x) -> y", attributes)
                    .output("y", DataType.INT64));
        }
    }

    @Test
    void softmaxOfAnOldOpsetTakesAllAxesBehind() {
        Judge.agrees(OnnxFile.opset(11).input("x", OPEN, 3, 4).node("Softmax(x) -> y").output("y"));
        Judge.agrees(
                OnnxFile.opset(17).input("x", OPEN, 3, 4).node("Softmax(x) -> y", attribute("axis", 1)).output("y"));
    }

    @Test
    void slopesForEachChannelOfAnImage() {
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 3, 4, 4).random("w", 3, 3, 1, 1).node("Conv(x, w) -> c")
                .random("s", 3, 1, 1).node("PRelu(c, s) -> y").output("y"));
    }

    @Test
    void otherTypesOfRealNumbersAreComputedInFloat32() {
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 3).node("Cast(x) -> d", attribute("to", 11)).integers("one", 1)
                .node("Cast(one) -> e", attribute("to", 11)).node("Add(d, e) -> f")
                .node("Cast(f) -> y", attribute("to", 1)).output("y"));
    }
}
