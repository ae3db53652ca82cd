package dev.halfstep.kernel.elementwise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.lower.LoweredPairs.Broadcast;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BroadcastTest {

    @Test
    void equalShapesAndScalarsAreOneRow() {
        assertThat(rows(new int[] {2, 3, 4}, new int[] {2, 3, 4})).containsExactly("0+1 0+1 -> 0, 24");
        assertThat(rows(new int[] {2, 3, 4}, new int[] {})).containsExactly("0+1 0+0 -> 0, 24");
        assertThat(rows(new int[] {1, 1}, new int[] {5, 2})).containsExactly("0+0 0+1 -> 0, 10");
        assertThat(rows(new int[] {}, new int[] {1})).containsExactly("0+1 0+1 -> 0, 1");
    }

    @Test
    void axesAreReadAgain() {
        assertThat(rows(new int[] {2, 3}, new int[] {3})).containsExactly("0+1 0+1 -> 0, 3", "3+1 0+1 -> 3, 3");
        assertThat(rows(new int[] {2, 1}, new int[] {1, 3})).containsExactly("0+0 0+1 -> 0, 3", "1+0 0+1 -> 3, 3");
        assertThat(rows(new int[] {2, 1, 2, 2}, new int[] {1, 2, 1, 1})).containsExactly("0+1 0+0 -> 0, 4",
                "0+1 1+0 -> 4, 4", "4+1 0+0 -> 8, 4", "4+1 1+0 -> 12, 4");
    }

    @Test
    void nothingIsARowWithoutElements() {
        assertThat(rows(new int[] {1 << 20, 0, 1 << 30}, new int[] {1 << 20, 1, 1})).containsExactly("0+0 0+0 -> 0, 0");
    }

    private static List<String> rows(int[] left, int[] right) {
        List<String> rows = new ArrayList<>();
        Pairwise.run(Broadcast.of(left, right), (l, leftStep, r, rightStep, out, count) -> rows
                .add(l + "+" + leftStep + " " + r + "+" + rightStep + " -> " + out + ", " + count));
        return rows;
    }
}
