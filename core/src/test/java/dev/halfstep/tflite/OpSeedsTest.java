package dev.halfstep.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.graph.Graph;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OpSeedsTest {

    @Test
    void everyOpHasASeed() {
        Set<String> seeded = OpSeeds.all().stream().map(Graph::nodes).flatMap(nodes -> nodes.stream())
                .map(node -> node.op().name()).collect(Collectors.toSet());
        Set<String> ops = IntStream.rangeClosed(0, 255).filter(OpTypes::has).mapToObj(OpTypes::name)
                .collect(Collectors.toSet());
        assertThat(seeded).isEqualTo(ops);
    }

    /** Else fuzzing would show nothing about what runs. */
    @Test
    void everySeedRuns() {
        assertThat(HostileFiles.sound()).allMatch(Survival::readAndRun);
    }
}
