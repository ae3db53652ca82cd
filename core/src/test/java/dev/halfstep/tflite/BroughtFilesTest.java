package dev.halfstep.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.Raw;
import dev.halfstep.fixture.Resources;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import dev.halfstep.tensor.npy.Npy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files that people have brought; see {@code cases/README.md} among the test resources. */
class BroughtFilesTest {

    private static final float TOLERANCE = 1e-5f;

    private static Graph model(String name) {
        return TfliteReader.read(Resources.path("cases/" + name + ".tflite"));
    }

    private static Value array(String name) {
        return Npy.read(Resources.path("cases/" + name + ".npy"));
    }

    private static Value run(Graph graph, Value input) {
        return SampleRunner.of(graph).run(List.of(input)).getFirst();
    }

    private static Graph again(Graph graph) {
        return TfliteReader.read(TfliteWriter.toBytes(graph));
    }

    private static void assertClose(Value ours, Value theirs) {
        assertThat(ours.shape().elements()).isEqualTo(theirs.shape().elements());
        for (int i = 0; i < ours.shape().elements(); i++) {
            assertThat(((Tensor) ours).values()[i]).isCloseTo(((Tensor) theirs).values()[i], within(TOLERANCE));
        }
    }

    /** A state that is 0 at the start has a scale of 0, and what is multiplied by it a scale near the smallest float. */
    @Test
    void statesWithoutAScale() {
        Graph graph = model("rnn16");
        long[] expected = Raw.codes(array("rnn16.y"));
        assertThat(Raw.codes(run(graph, array("rnn16.x")))).isEqualTo(expected);
        assertThat(Raw.codes(run(again(graph), array("rnn16.x")))).isEqualTo(expected);
    }

    @Test
    void countsWithoutAScale() {
        Graph graph = model("u8");
        assertThat(Interface.of(graph).inputs().getFirst().domain()).isEmpty();
        assertClose(run(graph, array("u8.x")), array("u8.y"));
        Tensor counts = ((Codes) array("u8.x")).rawReals();
        assertClose(Predictor.of(graph).predict(counts).values(), array("u8.y"));
    }

    /** A recurrent layer as a loop over 24 steps; see {@link Flattening}. */
    @Test
    void loopsOfFixedLength() {
        Graph graph = model("lstm");
        assertClose(run(graph, array("lstm.x")), array("lstm.y"));
        assertClose(run(again(graph), array("lstm.x")), array("lstm.y"));
        // The rounds share their weights.
        assertThat(TfliteWriter.toBytes(graph).length).isLessThan(100_000);
    }

    /** The data of a depthwise layer has no declared shape, and its options depend on it. */
    @Test
    void shapesThatAreLeftOpenAreWrittenAsTheyFollow() {
        Graph graph = model("writer-aioobe");
        byte[] written = TfliteWriter.toBytes(graph);
        assertThat(TfliteWriter.toBytes(TfliteReader.read(written))).isEqualTo(written);
    }
}
