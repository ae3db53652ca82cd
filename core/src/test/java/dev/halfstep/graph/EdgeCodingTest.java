package dev.halfstep.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.fixture.Allocation;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Reference;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.FeatureCodes.Slot;
import dev.halfstep.graph.Interface.Port;
import dev.halfstep.op.Activation;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeCodingTest {

    private static final Tensor ROWS = Rows.normal(2, 50, 2);
    private static final Graph MODEL = Quantized.of(NetworkBuilder.mlp(1, 2, 8, 4), Precision.FULL_UINT8, ROWS);
    private static final String SLOT0 = "{\"feature\":0,\"offset\":-1.5,\"step\":0.25}";
    private static final String SLOT1 = "{\"feature\":1,\"offset\":0.0,\"step\":1.0E-300}";
    private static final String SOUND = text(SLOT0 + "," + SLOT1, "1");

    private static String text(String slots, String copies) {
        return "{\"input\":{\"slots\":[" + slots + "]},\"outputCopies\":" + copies + "}";
    }

    private static Graph with(String text) {
        return TfliteReader.read(TfliteWriter.toBytes(MODEL.withText(EdgeCoding.METADATA_NAME, text)));
    }

    @ParameterizedTest
    @EnumSource(names = {"FULL_UINT8", "FULL_INT8"})
    void filesKeepIt(Precision precision) {
        Graph model = Quantized.of(NetworkBuilder.mlp(1, 2, 8, 4), precision, ROWS);
        Graph read = TfliteReader.read(TfliteWriter.toBytes(model));
        assertThat(EdgeCoding.of(model).features(0)).isPresent();
        assertThat(EdgeCoding.of(read)).isEqualTo(EdgeCoding.of(model));
        assertThat(Interface.of(read).inputs().getFirst().encode(ROWS))
                .isEqualTo(Interface.of(model).inputs().getFirst().encode(ROWS));
    }

    /** Files are kept for years: what they say must be read as it was meant. */
    @Test
    void looksTheSameForEver() {
        var features = new FeatureCodes(List.of(new Slot(0, -1.5, 0.25), new Slot(1, 0, 1e-300)));
        var coding = EdgeCoding.of(Optional.of(features), 1);
        assertThat(coding.text()).hasValue(SOUND);
        assertThat(EdgeCoding.of(with(SOUND))).isEqualTo(coding);
        assertThat(EdgeCoding.PLAIN.text()).isEmpty();
        var copies = EdgeCoding.of(Optional.empty(), 2);
        assertThat(copies.text()).hasValue("{\"input\":null,\"outputCopies\":2}");
        assertThat(EdgeCoding.of(with(copies.text().orElseThrow()))).isEqualTo(copies);
    }

    @Test
    void copiesOfAnOutputAreAveraged() {
        Port output = Interface.of(with(text(SLOT0 + "," + SLOT1, "2"))).outputs().getFirst();
        assertThat(output.width()).isEqualTo(2);
        assertThat(output.decode(Tensor.of(Shape.of(2, 4), 1, 2, 3, 5, -1, 1, 0, 0)))
                .isEqualTo(Tensor.of(Shape.of(2, 2), 1.5f, 4, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"full_uint8", "full_int8", "int16x8", "float32"})
    void filesWithoutItAreReadAsBefore(String precision) {
        var reference = new Reference("mlp_relu", precision);
        Interface edges = Interface.of(reference.graph());
        Port input = edges.inputs().getFirst();
        assertThat(input.features()).isEmpty();
        assertThat(edges.outputs().getFirst().copies()).isEqualTo(1);
        TensorInfo tensor = input.tensor();
        Tensor rows = reference.calibration();
        assertThat(input.width()).isEqualTo(rows.shape().extent(1));
        assertThat(input.encode(rows)).isEqualTo(
                tensor.dtype().isInteger() ? tensor.quantization().orElseThrow().quantize(rows, tensor.dtype()) : rows);
        assertThat(input.domain().isPresent()).isEqualTo(tensor.dtype().isInteger());
    }

    /** A stranger's file may say anything here; {@code S} stands for a sound slot of feature 0, {@code T} of feature 1. */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "5", "\"text\"", "[]", "{", "{}", "{\"input\":null}",
            "{\"outputCopies\":null}", "{\"outputCopies\":1}", "{\"outputCopies\":\"two\"}", "{\"outputCopies\":0}",
            "{\"outputCopies\":-1}",
            "{\"outputCopies\":3}", "{\"outputCopies\":2147483647}", "{\"outputCopies\":99999999999}",
            "{\"outputCopies\":1e400}", "{\"outputCopies\":1,\"more\":1}", "{\"outputCopies\":1} {",
            "{\"input\":[],\"outputCopies\":1}", "{\"input\":{},\"outputCopies\":1}",
            "{\"input\":{\"slots\":null},\"outputCopies\":1}", "{\"input\":{\"slots\":5},\"outputCopies\":1}",
            "{\"input\":{\"slots\":[]},\"outputCopies\":1}", "{\"input\":{\"slots\":[S,T]}}",
            "{\"input\":{\"slots\":[S,T]},\"outputCopies\":3}", "{\"input\":{\"slots\":[S,null]},\"outputCopies\":1}",
            "{\"input\":{\"slots\":[S,[]]},\"outputCopies\":1}", "{\"input\":{\"slots\":[S]},\"outputCopies\":1}",
            "{\"input\":{\"slots\":[T]},\"outputCopies\":1}", "{\"input\":{\"slots\":[S,T,T]},\"outputCopies\":1}"})
    void damagedTextsAreAProblem(String text) {
        assertDamaged(text.replace("S", SLOT0).replace("T", SLOT1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"feature\":1}", "{\"feature\":1,\"offset\":0}", "{\"offset\":0,\"step\":1}",
            "{\"feature\":1,\"offset\":null,\"step\":1}", "{\"feature\":1,\"offset\":0,\"step\":0}",
            "{\"feature\":1,\"offset\":0,\"step\":-1}", "{\"feature\":1,\"offset\":0,\"step\":1e999}",
            "{\"feature\":1,\"offset\":-1e999,\"step\":1}", "{\"feature\":1,\"offset\":NaN,\"step\":1}",
            "{\"feature\":1,\"offset\":\"NaN\",\"step\":1}", "{\"feature\":1,\"offset\":0,\"step\":\"Infinity\"}",
            "{\"feature\":1,\"offset\":0,\"step\":1e-999}", "{\"feature\":-1,\"offset\":0,\"step\":1}",
            "{\"feature\":2,\"offset\":0,\"step\":1}", "{\"feature\":2000000000,\"offset\":0,\"step\":1}",
            "{\"feature\":2147483647,\"offset\":0,\"step\":1}", "{\"feature\":4294967297,\"offset\":0,\"step\":1}",
            "{\"feature\":1,\"offset\":0,\"step\":1,\"scale\":2}"})
    void damagedSlotsAreAProblem(String slot) {
        assertDamaged(text(SLOT0 + "," + slot, "1"));
    }

    @Test
    void endlessTextsAreAProblem() {
        assertDamaged("[".repeat(100_000));
        assertDamaged(text(SLOT0 + ("," + SLOT1).repeat(20_000), "1"));
        assertDamaged(text(SLOT0, "1" + "0".repeat(5000)));
    }

    private static void assertDamaged(String text) {
        Graph model = with(text);
        long allocated = Allocation.of(() -> assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Interface.of(model))
                .withMessageContaining("the interface in the model file is damaged")
                .withMessageContaining("Quantize the model again."));
        assertThat(allocated).isLessThan(100_000_000);
    }

    /** Numbers that a double can hold but nothing can come of are taken as they are, and saturate. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"feature\":1,\"offset\":1e308,\"step\":1e308}",
            "{\"feature\":1,\"offset\":-1e308,\"step\":1e-320}", "{\"feature\":1,\"offset\":0,\"step\":4.9e-324}"})
    void extremeNumbersSaturate(String slot) {
        Port input = Interface.of(with(text(SLOT0 + "," + slot, "1"))).inputs().getFirst();
        Tensor rows = Tensor.of(Shape.of(3, 2), 0, -Float.MAX_VALUE, 0, 0, 0, Float.MAX_VALUE);
        assertThat(input.encode(rows).shape()).isEqualTo(Shape.of(3, 2));
        assertThat(input.clippedRows(rows).length()).isLessThanOrEqualTo(3);
    }

    /** The same text in a model that it does not fit: other types, other widths, several inputs. */
    @Test
    void itMustFitTheModel() {
        Graph floats = NetworkBuilder.mlp(1, 2, 8, 4);
        Graph wider = Quantized.of(NetworkBuilder.mlp(1, 3, 4), Precision.FULL_UINT8, Rows.normal(2, 50, 3));
        Graph shared = Quantized.plain(floats, Precision.FULL_UINT8, Precision.FULL_UINT8.edges().getFirst(), ROWS);
        Graph wide = Quantized.of(floats, Precision.INT16X8, ROWS);
        var builder = new NetworkBuilder(1);
        int x = builder.input(2);
        builder.input(2);
        Graph two = builder.build(builder.layer(x, 1, Activation.NONE));
        for (Graph model : List.of(floats, wider, shared, wide, two)) {
            assertThatExceptionOfType(Problem.class)
                    .isThrownBy(() -> Interface.of(model.withText(EdgeCoding.METADATA_NAME, SOUND)))
                    .withMessageContaining("the interface in the model file is damaged");
        }
    }
}
