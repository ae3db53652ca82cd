package dev.halfstep.onnx;

import static dev.halfstep.onnx.OnnxFile.OPEN;
import static dev.halfstep.onnx.OnnxFile.attribute;
import static dev.halfstep.onnx.OnnxFile.integersOf;
import static dev.halfstep.onnx.OnnxFile.realsOf;
import static dev.halfstep.onnx.OnnxFile.textsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import dev.halfstep.graph.Graph;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.LogMapping;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Target;
import dev.halfstep.predict.RowPredictor;
import dev.halfstep.problem.Problem;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Models that take the columns of a table one by one. */
class ColumnsTest {

    private static final String ML = "ai.onnx.ml:";
    private static final String HOT = ML + "OneHotEncoder(city) -> hot";
    private static final String JOIN = "Concat(n, t) -> all";

    /** A column of numbers and one of two texts, which become two of three features. */
    private static OnnxFile cities() {
        return OnnxFile.opset(17).input("age", OPEN, 1).input("city", DataType.STRING, OPEN, 1);
    }

    /** A layer behind {@code n}, what becomes of the number, and {@code hot}, what becomes of texts. */
    private static OnnxFile behind(OnnxFile file, int width) {
        return file.integers("s", -1, width).node("Reshape(hot, s) -> t").node(JOIN, attribute("axis", 1))
                .random("w", width + 1, 1).node("MatMul(all, w) -> y").output("y");
    }

    private static OnnxFile scaled(float offset, float scale) {
        return cities().node(ML + "Scaler(age) -> n", realsOf("offset", offset), realsOf("scale", scale));
    }

    private static Pipeline pipeline(OnnxFile file) {
        return Pipeline.fromJson(Judge.read(file).text(Pipeline.METADATA_NAME).orElseThrow());
    }

    private static void refused(OnnxFile file, String... says) {
        var thrown = assertThatThrownBy(() -> Judge.read(file)).isInstanceOf(Problem.class);
        for (String text : says) {
            thrown.hasMessageContaining(text);
        }
    }

    @Test
    void offsetsAndScalesAreThePipelines() {
        Pipeline pipeline = pipeline(behind(scaled(40, 0.125f).node(HOT, textsOf("cats_strings", "Rome", "Oslo")), 2));
        assertThat(pipeline.features().getFirst().mean()).isEqualTo(40);
        assertThat(pipeline.features().getFirst().deviation()).isEqualTo(8);
        assertThat(pipeline.featureNames()).containsExactly("age", "city=Rome", "city=Oslo");
    }

    /** What falls with its column, or is read in two ways, is put right in the weights. */
    @Test
    void aColumnMayBecomeSeveralFeatures() {
        OnnxFile file = OnnxFile.opset(17).input("a", OPEN, 1).input("b", OPEN, 1)
                .node(ML + "Scaler(a) -> n", realsOf("offset", 1), realsOf("scale", -2))
                .node(ML + "Scaler(a) -> m", realsOf("offset", 3), realsOf("scale", 0.5f))
                .node(ML + "Scaler(b) -> z", realsOf("offset", 3), realsOf("scale", 0))
                .node("Concat(n, b, m, z) -> all", attribute("axis", 1)).reals("w", new long[] {4, 1}, 1, 10, 100, 5)
                .node("MatMul(all, w) -> y").output("y");
        Graph graph = Judge.read(file);
        assertThat(RowPredictor.of(graph).predict(Map.of("a", 7, "b", 2)))
                .isCloseTo(-12 + 20 + 200, within(1e-3));
        assertThat(graph.inputTensors()).hasSize(1);
    }

    @Test
    void textsBecomeWhatTheyAreLookedUpAs() {
        OnnxFile file = behind(cities().node("Identity(age) -> n").node(ML + "LabelEncoder(city) -> hot",
                textsOf("keys_strings", "Rome", "Oslo"), realsOf("values_floats", 3, -1),
                attribute("default_float", 7f)), 1);
        Pipeline pipeline = pipeline(file);
        assertThat(pipeline.inputs().get(1)).isInstanceOfSatisfying(InputColumn.Mapped.class,
                city -> assertThat(city.values()).containsExactly(Map.entry("Rome", 3.0), Map.entry("Oslo", -1.0)));
        assertThat(pipeline.features().get(1).mean()).as("what is none of them").isEqualTo(7);
    }

    @Test
    void anExponentialIsTheTargetsMapping() {
        OnnxFile file = scaled(40, 0.125f).node(HOT, textsOf("cats_strings", "Rome", "Oslo")).integers("s", -1, 2)
                .node("Reshape(hot, s) -> t").node(JOIN, attribute("axis", 1))
                .reals("w", new long[] {3, 1}, 1, 0.5f, -0.5f)
                .reals("half", new long[0], 0.5f).reals("one", new long[] {1}, 1).node("MatMul(all, w) -> p")
                .node("Mul(p, half) -> q").node("Exp(q) -> e").node("Sub(e, one) -> y").output("y");
        Graph graph = Judge.read(file);
        Target target = pipeline(file).targets().getFirst();
        assertThat(target.deviation()).isEqualTo(0.5);
        assertThat(target.mapping()).isInstanceOfSatisfying(LogMapping.class,
                log -> assertThat(log.shift()).isEqualTo(-1));
        double expected = Math.expm1(0.5 * (2 + 0.5));
        assertThat(RowPredictor.of(graph).predict(Map.of("age", 56, "city", "Rome")))
                .isCloseTo(expected, within(1e-6));
    }

    /** Models of PyTorch may take numbers one by one, too: nothing says that those are columns. */
    @Test
    void whatDoesNothingToItsInputsKeepsThem() {
        Graph graph = Judge.agrees(OnnxFile.opset(17).input("a", OPEN, 1).input("b", OPEN, 1)
                .node("Concat(a, b) -> all", attribute("axis", 1)).random("w", 2, 1).node("MatMul(all, w) -> y")
                .output("y"));
        assertThat(graph.inputTensors()).hasSize(2);
        assertThat(graph.text(Pipeline.METADATA_NAME)).isEmpty();
    }

    /** Scaled before it is shifted, a large number loses its digits in float32: what the file gives is right. */
    @Test
    void whereFloat32MakesADifferenceTheFileIsRight() {
        OnnxFile numbers = OnnxFile.opset(17).input("a", OPEN, 1).input("b", OPEN, 1)
                .node("Concat(a, b) -> ab", attribute("axis", 1)).reals("scale", new long[] {2}, 3, 0.1f)
                .reals("shift", new long[] {2}, -6e7f, -1).node("Mul(ab, scale) -> m").node("Add(m, shift) -> all")
                .node(ML + "LinearRegressor(all) -> y", realsOf("coefficients", 1, 0.001f)).output("y");
        OnnxFile known = OnnxFile.opset(17).input("a", OPEN, 1).input("b", OPEN, 1)
                .node(ML + "FeatureVectorizer(a, b) -> ab", integersOf("inputdimensions", 1, 1))
                .reals("scale", new long[] {2}, 3, 0.1f)
                .reals("shift", new long[] {2}, -6e7f, -1).node("Mul(ab, scale) -> m").node("Add(m, shift) -> all")
                .node(ML + "LinearRegressor(all) -> y", realsOf("coefficients", 1, 0.001f)).output("y");
        assertThat(Judge.agrees(numbers).inputTensors()).hasSize(2);
        assertThat(Judge.read(known).text(Pipeline.METADATA_NAME)).isEmpty();
        refused(behind(cities().reals("scale", new long[] {1}, 3).reals("shift", new long[] {1}, -6e7f)
                .node("Mul(age, scale) -> m").node("Add(m, shift) -> n")
                .node(HOT, textsOf("cats_strings", "Rome", "Oslo")), 2), "as its file declares, in float32",
                "% of their range", "float64");
    }

    @Test
    void whatAPipelineHasNotIsRefusedByName() {
        refused(cities().node(ML + "TfIdfVectorizer(city) -> y").output("y"), "TfIdfVectorizer 'y'", "text");
        refused(behind(cities().node("Identity(age) -> n").node(HOT, integersOf("cats_int64s", 1, 2)), 2),
                "OneHotEncoder 'hot'", "text");
        refused(cities().node("Identity(city) -> y").output("y"), "no network");
        refused(behind(scaled(1, 2).node(HOT, textsOf("cats_strings", "Rome", "Oslo")), 2).output("y"), "2 outputs");
        refused(scaled(1, 2).node(HOT, textsOf("cats_strings", "Rome", "Oslo")).integers("s", -1, 2)
                .node("Reshape(hot, s) -> t").node(JOIN, attribute("axis", 1))
                .node("ArgMax(all) -> y", attribute("axis", 1))
                .output("y", DataType.INT64), "no real numbers");
        refused(behind(cities().node(HOT, textsOf("cats_strings", "Rome", "Oslo"))
                .node(ML + "OneHotEncoder(age) -> n", integersOf("cats_int64s", 1, 2)), 2).output("age"), "2 outputs");
        refused(OnnxFile.opset(17).input("age", OPEN, 1).input("city", DataType.STRING, OPEN, 1)
                .node(HOT, textsOf("cats_strings", "Rome", "Oslo")).integers("s", -1, 2)
                .node("Reshape(hot, s) -> t").node(ML + "OneHotEncoder(age) -> h", integersOf("cats_int64s", 1, 2))
                .node("Reshape(h, s) -> n").node("Concat(n, t, age) -> all", attribute("axis", 1)).random("w", 5, 1)
                .node("MatMul(all, w) -> y").output("y"), "'age'", "a number and a category");
    }

    @Test
    void categoriesThatCannotBeToldApartAreRefused() {
        refused(behind(scaled(1, 2).node(HOT, textsOf("cats_strings", "Rome", "Rome")), 2), "names a category twice");
        refused(behind(scaled(1, 2).node(HOT, textsOf("cats_strings", "Rome", " Rome")), 2), "spaces");
        AttributeProto odd = AttributeProto.newBuilder().setName("cats_strings").setType(AttributeType.STRINGS)
                .addStrings(ByteString.copyFrom(new byte[] {(byte) 0xff}))
                .addStrings(ByteString.copyFrom(new byte[] {(byte) 0xfe})).build();
        refused(behind(scaled(1, 2).node(HOT, odd), 2), "names a category twice");
        refused(behind(scaled(1, 2).node(HOT, textsOf("cats_strings")), 2), "text");
        AttributeProto control = textsOf("cats_strings", "\0", "\"\n\u2028");
        assertThat(pipeline(behind(scaled(1, 2).node(HOT, control), 2)).features()).hasSize(3);
    }

    @Test
    void tooManyCategoriesAreRefusedBeforeAnythingIsMadeOfThem() {
        String[] many = IntStream.range(0, 1_000_000).mapToObj(Integer::toString).toArray(String[]::new);
        refused(behind(scaled(1, 2).node(HOT, textsOf("cats_strings", many)), 1_000_000), "1000000 categories",
                "max_categories");
        OnnxFile doubling = cities().node(HOT, textsOf("cats_strings", "Rome", "Oslo")).node("Identity(age) -> c0");
        for (int i = 0; i < 40; i++) {
            doubling.node("Concat(c" + i + ", c" + i + ") -> c" + (i + 1), attribute("axis", 1));
        }
        assertThatCode(() -> Fuzz.read(doubling.node("Relu(c40) -> y").output("y").bytes()))
                .doesNotThrowAnyException();
    }

    @Test
    void scalesThatAreNoNumbersGiveNoPipeline() {
        OnnxFile file = behind(scaled(1, Float.NaN).node(HOT, textsOf("cats_strings", "Rome", "Oslo")), 2);
        refused(file, "no number");
        OnnxFile chain = cities().reals("c", new long[] {1}, 1).node("Identity(age) -> a0");
        for (int i = 0; i < 200; i++) {
            chain.node("Add(a" + i + ", c) -> a" + (i + 1));
        }
        assertThatCode(() -> Fuzz.read(behind(chain.node("Identity(a200) -> n")
                .node(HOT, textsOf("cats_strings", "Rome", "Oslo")), 2).bytes())).doesNotThrowAnyException();
    }
}
