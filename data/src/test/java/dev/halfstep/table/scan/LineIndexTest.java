package dev.halfstep.table.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineIndexTest {

    @Test
    void findsTheLineOfEveryRow() {
        for (int seed = 0; seed < 50; seed++) {
            var random = new Random(seed);
            var index = new LineIndex();
            var lines = new ArrayList<Long>();
            long line = 1;
            for (int row = 0; row < random.nextInt(1, 200); row++) {
                line += random.nextInt(4) == 0 ? random.nextInt(2, 5) : 1;
                lines.add(line);
                index.add(row, line);
            }
            for (int row = 0; row < lines.size(); row++) {
                assertThat(index.line(row)).as("seed %d, row %d", seed, row).isEqualTo(lines.get(row));
            }
        }
    }
}
