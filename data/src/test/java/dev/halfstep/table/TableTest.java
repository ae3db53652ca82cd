package dev.halfstep.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.halfstep.problem.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {

    @TempDir
    Path directory;

    private Table table;

    @BeforeEach
    void read() {
        table = Tables.read(directory, "age,charges,sex\n19,1.5,female\n,2.5,\n");
    }

    @Test
    void columnsAreFoundByName() {
        assertThat(table.find("charges")).contains(table.columns().get(1));
        assertThat(table.find("Charges")).isEmpty();
        assertThat(table.column("sex")).isSameAs(table.columns().get(2));
    }

    /** Looking through the columns for each would take a minute and more. */
    @Test
    void amongThousandsOfColumnsEachIsFoundAtOnce() {
        List<Column> columns = IntStream.range(0, Table.MOST_COLUMNS)
                .<Column>mapToObj(i -> new NumericColumn("feature " + i, new double[] {i})).toList();
        var wide = new Table("wide.csv", 1, columns, row -> "", "");
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            int found = 0;
            for (int round = 0; round < 200; round++) {
                for (Column column : columns) {
                    found += wide.find(column.name()).orElseThrow() == column ? 1 : 0;
                }
            }
            assertThat(found).isEqualTo(200 * columns.size());
        });
    }

    @Test
    void anUnknownColumnIsNamedWithTheClosest() {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> table.column("charge")).withMessage(table.source()
                + ": there is no column 'charge'. Did you mean 'charges'? The columns are: age, charges, sex.");
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> table.column("target"))
                .withMessageEndingWith("'target'. The columns are: age, charges, sex.");
    }

    @Test
    void aMissingCellHasNoValue() {
        var age = (NumericColumn) table.column("age");
        var sex = (TextColumn) table.column("sex");
        assertThat(age.isMissing(1)).isTrue();
        assertThat(sex.isMissing(1)).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> age.value(1));
        assertThatIllegalStateException().isThrownBy(() -> sex.value(1));
    }

    @Test
    void rowsOutsideTheTable() {
        for (int row : new int[] {-1, 2}) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> table.place(row));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> table.columns().get(0).isMissing(row));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> ((TextColumn) table.column("sex")).code(row));
        }
    }
}
