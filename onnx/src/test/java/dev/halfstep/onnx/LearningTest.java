package dev.halfstep.onnx;

import static dev.halfstep.onnx.OnnxFile.OPEN;
import static dev.halfstep.onnx.OnnxFile.attribute;
import static dev.halfstep.onnx.OnnxFile.integersOf;
import static dev.halfstep.onnx.OnnxFile.realsOf;
import static dev.halfstep.onnx.OnnxFile.textsOf;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.halfstep.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ops for classical machine learning. */
class LearningTest {

    private static final String ML = "ai.onnx.ml:";

    @Test
    void scalesAndRegresses() {
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 3)
                .node(ML + "Scaler(x) -> s", realsOf("offset", 1, 2, 3), realsOf("scale", 0.5f, 0.25f, 2))
                .node(ML + "LinearRegressor(s) -> y", realsOf("coefficients", 1, -2, 3, 0.5f, 0.25f, 1),
                        realsOf("intercepts", 0.1f, 0.2f), attribute("targets", 2))
                .output("y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAX", "L1", "L2"})
    void normalizes(String norm) {
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 3)
                .node(ML + "Normalizer(x) -> y", attribute("norm", norm)).output("y"));
    }

    @Test
    void encodesNumbers() {
        Judge.agrees(OnnxFile.opset(17).input("x", DataType.INT64, OPEN, 1)
                .node(ML + "OneHotEncoder(x) -> y", integersOf("cats_int64s", 0, 2, 5)).output("y"));
        Judge.agrees(OnnxFile.opset(17).input("x", DataType.INT64, OPEN)
                .node(ML + "LabelEncoder(x) -> y", integersOf("keys_int64s", 1, 2), realsOf("values_floats", 3, 4),
                        attribute("default_float", 7f))
                .output("y"));
    }

    /** A root of what is below 0 is NaN, and whatever it is, relu makes 0 of it. */
    @ParameterizedTest
    @CsvSource({"Sqrt, NaN", "Relu, 0"})
    void imputesAndJoins(String op, float replaced) {
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 2).input("z", OPEN, 1).node(op + "(x) -> d")
                .node(ML + "Imputer(d) -> i", realsOf("imputed_value_floats", 5, 6),
                        attribute("replaced_value_float", replaced))
                .node(ML + "FeatureVectorizer(i, z) -> y", integersOf("inputdimensions", 2, 1)).output("y"));
    }

    @Test
    void textIsRefusedByName() {
        OnnxFile file = OnnxFile.opset(17).input("x", DataType.STRING, OPEN, 2).input("z", DataType.INT64, OPEN, 1)
                .node(ML + "OneHotEncoder(x) -> a", textsOf("cats_strings", "yes", "no"))
                .node(ML + "OneHotEncoder(z) -> b", textsOf("cats_strings", "yes", "no")).output("a").output("b");
        assertThatThrownBy(() -> Judge.read(file)).isInstanceOf(Problem.class).hasMessageContaining("the input 'x'")
                .hasMessageContaining("ai.onnx.ml.OneHotEncoder 'b'").hasMessageContaining("text");
    }
}
