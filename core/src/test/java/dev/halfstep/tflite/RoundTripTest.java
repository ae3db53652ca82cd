package dev.halfstep.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.Reference;
import dev.halfstep.graph.Graph;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written and read again is the same graph. */
class RoundTripTest {

    @ParameterizedTest
    @MethodSource("dev.halfstep.fixture.Reference#all")
    void keepsEverything(Reference reference) {
        Graph graph = reference.graph();
        Graph again = TfliteReader.read(TfliteWriter.toBytes(graph));
        assertThat(again.tensors()).isEqualTo(graph.tensors());
        assertThat(again.nodes()).isEqualTo(graph.nodes());
        assertThat(again.inputs()).isEqualTo(graph.inputs());
        assertThat(again.outputs()).isEqualTo(graph.outputs());
        assertThat(again.signatures()).isEqualTo(graph.signatures());
        assertThat(again.description()).isEqualTo(graph.description());
        assertThat(foreign(again)).isEqualTo(foreign(graph)).isNotEmpty();
    }

    /** The runtime version is stated anew by each writer. */
    private static Map<String, String> foreign(Graph graph) {
        var metadata = new TreeMap<>(graph.metadata());
        assertThat(metadata.remove("min_runtime_version")).isNotNull();
        return metadata;
    }
}
