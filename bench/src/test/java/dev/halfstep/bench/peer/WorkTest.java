package dev.halfstep.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.bench.DenseNetwork;
import dev.halfstep.graph.Graph;
import dev.halfstep.quantize.Precision;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WorkTest {

    private static final Graph NETWORK = DenseNetwork.of("9-64-1", Precision.FULL_UINT8);

    @Test
    void multiplyAddsGrowWithRows() {
        assertThat(new Work(Path.of("none"), NETWORK, 10).multiplyAdds()).isEqualTo(10 * (9 * 64 + 64));
    }

    @Test
    void bytesTouchedAreConstantsAndWhatIsComputed() {
        int constants = 9 * 64 + 64 + 4 * (64 + 1);
        int computed = 2 * 9 + 64 + 2;

        assertThat(new Work(Path.of("none"), NETWORK, 10).bytesTouched()).isEqualTo(constants + 10 * computed);
    }

    @Test
    void rowsAreTheSameEachTime() {
        Work work = new Work(Path.of("none"), NETWORK, 10);

        assertThat(Work.bytes(work.rowsIn())).hasSize(90).isEqualTo(Work.bytes(work.rowsIn()));
    }
}
