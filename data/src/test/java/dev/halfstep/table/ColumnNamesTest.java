package dev.halfstep.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColumnNamesTest {

    @Test
    void distanceCountsKeystrokes() {
        assertThat(ColumnNames.distance("", "")).isZero();
        assertThat(ColumnNames.distance("", "abc")).isEqualTo(3);
        assertThat(ColumnNames.distance("charges", "chagres")).as("swap").isEqualTo(1);
        assertThat(ColumnNames.distance("charges", "charge")).as("delete").isEqualTo(1);
        assertThat(ColumnNames.distance("charges", "chargess")).as("insert").isEqualTo(1);
        assertThat(ColumnNames.distance("kitten", "sitting")).isEqualTo(3);
    }

    @Test
    void findsWhatWasMeant() {
        List<String> names = List.of("age", "bmi", "charges", "smoker");
        assertThat(ColumnNames.closest("Charge", names)).contains("charges");
        assertThat(ColumnNames.closest("AGE", names)).contains("age");
        assertThat(ColumnNames.closest("income", names)).isEmpty();
        assertThat(ColumnNames.closest("", names)).isEmpty();
    }

    @Test
    void longListsAreCut() {
        assertThat(ColumnNames.list(IntStream.range(0, 32).mapToObj(i -> "c" + i).toList())).endsWith("c29 and 2 more");
    }
}
