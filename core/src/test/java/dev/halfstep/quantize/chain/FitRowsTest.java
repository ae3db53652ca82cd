package dev.halfstep.quantize.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.Seeds;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FitRowsTest {

    private static final int HELD = 1 << 16;

    /** Rows of two columns, made when they are asked for; the first counts them. */
    private static final class Made implements FitRows.Source {

        private final long rows;
        private int largest;

        Made(long rows) {
            this.rows = rows;
        }

        @Override
        public void read(int limit, int blockSize, Consumer<Tensor> block) {
            largest = Math.max(largest, blockSize);
            long end = Math.min(limit, rows);
            for (long from = 0; from < end; from += blockSize) {
                block.accept(rows(from, (int) Math.min(blockSize, end - from)));
            }
        }

        static Tensor rows(long from, int count) {
            var values = new float[2 * count];
            for (int n = 0; n < count; n++) {
                values[2 * n] = from + n;
                values[2 * n + 1] = -(from + n);
            }
            return Tensor.of(Shape.of(count, 2), values);
        }
    }

    private static void assertSame(Sample some, Sample expected) {
        assertThat(Arrays.deepEquals(some.columns(), expected.columns())).isTrue();
    }

    @Test
    void samplesAreThoseOfAllRows() {
        Seeds.forEach(8, random -> {
            int count = random.nextInt(3) == 0 ? 1 + random.nextInt(2000) : HELD + random.nextInt(100_000);
            Tensor all = Made.rows(0, count);
            FitRows rows = FitRows.of(new Made(count + 5L), count);
            for (int most : new int[] {64, 131, 1024, 4096, HELD}) {
                assertSame(rows.sample(most), Sample.of(all, most));
                assertSame(FitRows.of(all).sample(most), Sample.of(all, most));
            }
        });
    }

    @Test
    void millionsOfRowsAreNeverInMemory() {
        int count = 3_000_001;
        var made = new Made(count);
        FitRows rows = FitRows.of(made, count);
        assertThat(rows.sample(HELD).rows()).isEqualTo(HELD);
        var seen = new long[1];
        rows.forEachBlock(block -> seen[0] += block.rows());
        assertThat(seen[0]).isEqualTo(count);
        assertThat(made.largest).as("rows asked for at once").isLessThanOrEqualTo(HELD);
    }
}
