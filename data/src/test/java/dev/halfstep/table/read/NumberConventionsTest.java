package dev.halfstep.table.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.Tables;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random numbers, written in the conventions of several countries, with units and without. With the right decimal sign they come back as
 * what they were, or the table is refused; nothing else.
 */
class NumberConventionsTest {

    private static final int TABLES = 1500;

    @TempDir
    Path directory;

    @Test
    void noNumberIsReadAsAnother() {
        int read = 0;
        for (long seed = 0; seed < TABLES; seed++) {
            var written = new Written(new Random(seed * 0x9e3779b97f4a7c15L));
            Path file = Tables.file(directory, written.text().getBytes(StandardCharsets.UTF_8));
            Table table;
            try {
                table = TableReader.read(file, ReadOptions.defaults().withDecimalComma(written.decimal == ','));
            } catch (Problem refused) {
                continue;
            }
            read++;
            for (int c = 0; c < written.cells.length; c++) {
                var column = (NumericColumn) table.column("c" + c);
                for (int row = 0; row < written.cells[c].length; row++) {
                    assertThat(column.value(row)).as("seed " + seed + ": " + written.cells[c][row])
                            .isEqualTo(written.numbers[c][row]);
                }
            }
        }
        assertThat(read).as("tables that were not refused").isGreaterThan(TABLES * 9 / 10);
    }

    /** A table, and what its cells mean. */
    private static final class Written {

        private final Random random;
        private final char decimal;
        private final String between;
        private final String[][] cells;
        private final double[][] numbers;

        Written(Random random) {
            this.random = random;
            decimal = random.nextBoolean() ? '.' : ',';
            List<String> signs = decimal == '.' ? List.of("", ",", ",", "'", " ", "\u00a0")
                    : List.of("", ".", ".", "\u202f", " ", "'");
            between = signs.get(random.nextInt(signs.size()));
            int rows = 2 + random.nextInt(30);
            cells = new String[1 + random.nextInt(3)][rows];
            numbers = new double[cells.length][rows];
            for (int c = 0; c < cells.length; c++) {
                column(c);
            }
        }

        private void column(int c) {
            int decimals = random.nextInt(4);
            boolean trims = random.nextBoolean();
            double size = Math.pow(10, random.nextInt(7));
            String unit = List.of("", "", "", "%", "$", "\u20ac", "kg", "USD").get(random.nextInt(8));
            boolean before = random.nextBoolean() && !unit.equals("%") && !unit.equals("kg");
            int negative = random.nextInt(4);
            for (int row = 0; row < cells[c].length; row++) {
                var number = BigDecimal.valueOf(random.nextDouble() * size).setScale(decimals, RoundingMode.HALF_UP);
                if (trims) {
                    number = number.stripTrailingZeros();
                    number = number.setScale(Math.max(0, number.scale()), RoundingMode.UNNECESSARY);
                }
                String bare = text(number);
                String text = unit.isEmpty() ? bare : before ? unit + bare : bare + " " + unit;
                boolean below = negative < 2 && number.signum() > 0 && random.nextInt(3) == 0;
                cells[c][row] = below ? negative == 0 ? "-" + text : "(" + text + ")" : text;
                numbers[c][row] = below ? -number.doubleValue() : number.doubleValue();
            }
        }

        private String text(BigDecimal number) {
            String plain = number.toPlainString();
            int point = plain.indexOf('.');
            String whole = point < 0 ? plain : plain.substring(0, point);
            String grouped = whole.replaceAll("(?<=\\d)(?=(\\d{3})+$)", between);
            return point < 0 ? grouped : grouped + decimal + plain.substring(point + 1);
        }

        String text() {
            var text = new StringBuilder();
            for (int c = 0; c < cells.length; c++) {
                text.append(c == 0 ? "c" : ";c").append(c);
            }
            for (int row = 0; row < cells[0].length; row++) {
                for (int c = 0; c < cells.length; c++) {
                    text.append(c == 0 ? '\n' : ';').append(cells[c][row]);
                }
            }
            return text.append('\n').toString();
        }
    }
}
