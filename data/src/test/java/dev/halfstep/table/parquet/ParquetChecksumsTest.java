package dev.halfstep.table.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.Tables;
import dev.halfstep.table.parquet.SmallParquet.Layout;
import dev.halfstep.table.read.TableReader;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A bit that is another than when a page was written shows by the page's checksum, where it has one. */
class ParquetChecksumsTest {

    @TempDir
    Path directory;

    private double[] read(byte[] file) {
        Table table = TableReader.read(Tables.file(directory, file), ReadOptions.defaults());
        var values = new double[table.rowCount()];
        for (int row = 0; row < values.length; row++) {
            values[row] = ((NumericColumn) table.column("x")).value(row);
        }
        return values;
    }

    @ParameterizedTest
    @EnumSource
    void pagesAreComparedWithTheirs(Layout layout) {
        assertThat(read(SmallParquet.of(layout, true, -1, 1.5, 2, -3))).containsExactly(1.5, 2, -3);
        for (int page = 0; page < (layout == Layout.DICTIONARY ? 2 : 1); page++) {
            byte[] damaged = SmallParquet.of(layout, true, page, 1.5, 2, -3);
            assertThatExceptionOfType(Problem.class).isThrownBy(() -> read(damaged))
                    .withMessageEndingWith("the Parquet file is damaged or not complete.")
                    .havingRootCause().withMessageContaining("CRC");
        }
    }

    /** So it is the checksum that shows it above. */
    @ParameterizedTest
    @EnumSource
    void withoutOneABitThatChangedIsAnotherNumber(Layout layout) {
        assertThat(read(SmallParquet.of(layout, false, -1, 1.5, 2, -3))).containsExactly(1.5, 2, -3);
        assertThat(read(SmallParquet.of(layout, false, 0, 1.5, 2, -3))).isNotEqualTo(new double[] {1.5, 2, -3});
    }
}
