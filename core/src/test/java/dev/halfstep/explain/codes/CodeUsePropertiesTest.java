package dev.halfstep.explain.codes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.explain.codes.CodeUse.Alternative;
import dev.halfstep.explain.codes.CodeUse.Column;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Rows;
import dev.halfstep.fixture.Seeds;
import dev.halfstep.graph.Graph;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.quantize.Recipes;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for any network and any rows. */
class CodeUsePropertiesTest {

    private static final Graph NETWORK = NetworkBuilder.mlp(1, 4, 10, 2);

    private static Subject subject(Precision precision, Recipe recipe, Tensor rows) {
        Graph model = Quantized.of(NETWORK, precision, precision.edges().getFirst(), recipe, Rows.normal(2, 60, 4));
        return Subject.of(model, Optional.of(NETWORK), rows, Subject.numbered(rows.shape().extent(0)),
                Optional.empty(), Units.of(model));
    }

    private static BitSet rowsOf(List<Column> columns) {
        var rows = new BitSet();
        columns.forEach(column -> column.outside().forEach(outside -> rows.set(outside.row() - 1)));
        return rows;
    }

    /** Few enough rows that all of those outside are listed. */
    @ParameterizedTest
    @EnumSource(names = {"INT8", "FULL_UINT8", "FULL_INT8", "INT16X8"})
    void rowsOutsideAreThoseThatThePredictorMarks(Precision precision) {
        Seeds.forEach(5, random -> {
            for (Recipe recipe : List.of(Recipe.DEFAULT, Recipes.allRows())) {
                Tensor rows = Rows.normal(random.nextLong(), Column.MOST_ROWS, 4);
                for (int i = 0; i < rows.values().length; i++) {
                    rows.values()[i] *= random.nextInt(4) == 0 ? 4 : 1;
                }
                Subject subject = subject(precision, recipe, rows);
                CodeUse use = CodeUseCheck.check(subject);
                assertThat(rowsOf(use.inputs())).isEqualTo(subject.prediction().clippedInputs());
                assertThat(use.outputs()).allSatisfy(output -> assertThat(output.rowsAtEnd())
                        .isLessThanOrEqualTo(subject.prediction().endOutputs().cardinality()));
                assertThat(use.inputs()).allSatisfy(input -> assertThat(input.outside()).hasSize(input.rowsOutside()));
            }
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"INT8", "FULL_UINT8", "FULL_INT8", "INT16X8"})
    void theBestRangeIsNoWorseThanTheOthers(Precision precision) {
        for (Recipe recipe : List.of(Recipe.DEFAULT, Recipes.allRows())) {
            CodeUse use = CodeUseCheck.check(subject(precision, recipe, Rows.normal(7, 1000, 4)));
            assertNoWorse(use.inputs());
            assertNoWorse(use.outputs());
            for (Column column : use.inputs()) {
                assertThat(column.used()).isBetween(1, column.codes());
                assertThat(column.smallest()).isLessThan(column.largest());
            }
        }
    }

    /** Alone, or where columns share their codes, over all of them. */
    private static void assertNoWorse(List<Column> columns) {
        boolean shared = columns.getFirst().range(Alternative.ALONE).isPresent();
        for (List<Column> together : shared ? List.of(columns) : columns.stream().map(List::of).toList()) {
            for (Alternative other : List.of(Alternative.AS_IS, Alternative.DATA)) {
                assertThat(total(together, Alternative.BEST)).isLessThanOrEqualTo(total(together, other));
            }
        }
    }

    private static double total(List<Column> columns, Alternative which) {
        return columns.stream().mapToDouble(column -> column.range(which).orElseThrow().total()).sum();
    }

    /** Values spread over many steps are rounded at a twelfth of a squared step; with one far off, that step is large. */
    @Test
    void oneFarValueCoarsensTheOthers() {
        float[] values = Rows.normal(3, 4000, 1).values();
        values[17] = 30;
        var tensor = Tensor.of(Shape.of(4000, 1), values);
        Graph network = NetworkBuilder.mlp(1, 1, 4, 1);
        Graph model = Quantized.plain(network, Precision.FULL_INT8, Precision.FULL_INT8.edges().getFirst(), tensor);
        Column x = CodeUseCheck.check(
                Subject.of(model, Optional.empty(), tensor, Subject.numbered(4000), Optional.empty(), Units.of(model)))
                .inputs().getFirst();
        CodeUse.RangeCost best = x.range(Alternative.BEST).orElseThrow();
        CodeUse.RangeCost data = x.range(Alternative.DATA).orElseThrow();
        double asSpread = data.step() * data.step() / 12;
        assertThat(data.rounding()).isBetween(0.9 * asSpread, 1.1 * asSpread);
        assertThat(data.high()).isGreaterThan(29.9);
        assertThat(best.total()).isLessThanOrEqualTo(data.total());
    }
}
