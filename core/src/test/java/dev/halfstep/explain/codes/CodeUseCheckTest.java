package dev.halfstep.explain.codes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.evaluate.Decoder;
import dev.halfstep.explain.codes.CodeUse.Alternative;
import dev.halfstep.explain.codes.CodeUse.Column;
import dev.halfstep.explain.codes.CodeUse.Outside;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.EdgeCoding;
import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.graph.FeatureCodes.Slot;
import dev.halfstep.graph.Graph;
import dev.halfstep.op.Activation;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Columns of networks whose codes are chosen, so that every figure is known. */
class CodeUseCheckTest {

    private static final Decoder PLAIN = (target, standardised) -> standardised;

    private static Tensor rows(int width, float... values) {
        return Tensor.of(Shape.of(values.length / width, width), values);
    }

    private static CodeUse check(Graph model, Tensor rows) {
        return check(model, Optional.empty(), rows, Units.of(model));
    }

    private static CodeUse check(Graph model, Optional<Graph> reference, Tensor rows, Units units) {
        int count = rows.shape().extent(0);
        return CodeUseCheck
                .check(Subject.of(model, reference, rows, Subject.numbered(count), Optional.empty(), units));
    }

    private static Column input(CodeUse use, int feature) {
        return use.inputs().get(feature);
    }

    private static CodeUse.RangeCost range(Column column, Alternative which) {
        return column.range(which).orElseThrow();
    }

    /** Codes stand for 0, 2, ... 510. One column has 0, 2, ... 18 and a 1; its own unit is a tenth, from 5 on. */
    @Test
    void aColumnThatUsesTenCodesOf256() {
        Graph model = CodedNetwork.identity(2, 2);
        var values = new float[22];
        for (int row = 0; row < 11; row++) {
            values[2 * row] = row < 10 ? 2 * row : 1;
            values[2 * row + 1] = row == 3 ? 500 : 0;
        }
        var units = new Units(List.of(new Units.Feature("narrow", 5, 10), new Units.Feature("wide", 0, 1)),
                List.of("a", "b"), PLAIN, true);
        CodeUse use = check(model, Optional.empty(), rows(2, values), units);
        assertThat(use.rows()).isEqualTo(11);
        Column narrow = input(use, 0);
        assertThat(narrow.name()).isEqualTo("narrow");
        assertThat(List.of(narrow.low(), narrow.high(), narrow.step())).containsExactly(5.0, 5105.0, 20.0);
        assertThat(List.of(narrow.smallest(), narrow.largest())).containsExactly(5.0, 185.0);
        assertThat(narrow.codes()).isEqualTo(256);
        assertThat(narrow.used()).isEqualTo(10);
        assertThat(narrow.share()).isEqualTo(10 / 256.0);
        assertThat(narrow.outside()).isEmpty();
        assertThat(narrow.ranges()).extracting(CodeUse.RangeCost::which).containsExactly(Alternative.values());
        assertThat(range(narrow, Alternative.AS_IS).rounding()).isCloseTo(100 / 11.0, within(1e-9));
        assertThat(range(narrow, Alternative.AS_IS).clipping()).isZero();
        assertThat(range(narrow, Alternative.ALONE).step()).isCloseTo(10, within(1e-9));
        assertThat(range(narrow, Alternative.ALONE).total()).isCloseTo(0, within(1e-12));
        assertThat(range(narrow, Alternative.DATA).high()).isCloseTo(5005, within(1e-9));
        assertThat(input(use, 1).used()).isEqualTo(251);
        assertThat(use.wastefulInputs()).containsExactly(narrow);
    }

    /** A value clips from half a step beyond the last code on; how far it lies outside counts from that code. */
    @Test
    void rowsOutsideByKnownAmounts() {
        Graph model = CodedNetwork.identity(1, 2);
        var units = new Units(List.of(new Units.Feature("x", 100, 3)), List.of("y"), PLAIN, true);
        var subject = Subject.of(model, Optional.empty(), rows(1, 510.5f, 511, 5, -0.5f, -4, 600),
                new int[] {2, 3, 5, 7, 11, 13},
                Optional.empty(), units);
        Column x = input(CodeUseCheck.check(subject), 0);
        assertThat(x.rowsOutside()).isEqualTo(3);
        assertThat(x.outside()).containsExactly(new Outside(13, 1900, 270), new Outside(11, 88, -12),
                new Outside(3, 1633, 3));
        assertThat(subject.prediction().clippedInputs().stream()).containsExactly(1, 4, 5);
        assertThat(x.used()).isEqualTo(256);
        double clipping = (90 * 90 + 4 * 4 + 1) * 9 / 6.0;
        assertThat(range(x, Alternative.AS_IS).clipping()).isCloseTo(clipping, within(1e-9));
        assertThat(range(x, Alternative.AS_IS).rounding()).isCloseTo((0.25 + 1 + 0.25) * 9 / 6, within(1e-9));
        assertThat(range(x, Alternative.DATA).clipping()).isZero();
        assertThat(range(x, Alternative.BEST).total()).isLessThanOrEqualTo(range(x, Alternative.DATA).total());
        assertThat(x.range(Alternative.ALONE)).isEmpty();
    }

    @Test
    void onlyTheFurthestRowsAreListed() {
        var values = new float[40];
        for (int i = 0; i < 40; i++) {
            values[i] = 256 + i % 20;
        }
        Column x = input(check(CodedNetwork.identity(1, 1), rows(1, values)), 0);
        assertThat(x.rowsOutside()).isEqualTo(40);
        assertThat(x.outside()).extracting(Outside::row).containsExactly(20, 40, 19, 39, 18, 38, 17, 37, 16, 36);
        assertThat(x.used()).isOne();
    }

    @Test
    void oneRow() {
        Column x = input(check(CodedNetwork.identity(1, 2), rows(1, 7)), 0);
        assertThat(x.used()).isOne();
        assertThat(range(x, Alternative.AS_IS).rounding()).isEqualTo(1);
        assertThat(range(x, Alternative.DATA).total()).isCloseTo(0, within(1e-9));
    }

    @Test
    void aConstantColumnBesideAnother() {
        Column constant = input(check(CodedNetwork.identity(2, 2), rows(2, 3, 0, 3, 400, 3, 17)), 0);
        assertThat(List.of(constant.smallest(), constant.largest())).containsExactly(3.0, 3.0);
        assertThat(constant.wasteful()).isTrue();
        assertThat(range(constant, Alternative.AS_IS).rounding()).isEqualTo(1);
        assertThat(range(constant, Alternative.ALONE).total()).isCloseTo(0, within(1e-9));
    }

    @Test
    void aColumnOfZerosAlone() {
        Column zeros = input(check(CodedNetwork.identity(1, 2), rows(1, 0, 0)), 0);
        assertThat(zeros.ranges()).allSatisfy(cost -> assertThat(cost.total()).isZero());
    }

    /** Fine numbers from 0 to 255, and tens from there on. */
    @Test
    void aSlotForTheExcess() {
        var codes = new FeatureCodes(List.of(new Slot(0, 0, 1), new Slot(0, 255, 10)));
        Graph model = CodedNetwork.sum(EdgeCoding.of(Optional.of(codes), 1), 2);
        Column x = input(check(model, rows(1, 200.25f, 278, 2810, 2809)), 0);
        assertThat(List.of(x.low(), x.high(), x.step())).containsExactly(0.0, 2805.0, 1.0);
        assertThat(x.codes()).isEqualTo(511);
        assertThat(x.used()).isEqualTo(511 - 200);
        assertThat(x.outside()).containsExactly(new Outside(3, 2810, 5));
        assertThat(range(x, Alternative.AS_IS).rounding()).isCloseTo((0.0625 + 9 + 16) / 4, within(1e-9));
        assertThat(range(x, Alternative.AS_IS).clipping()).isCloseTo(25 / 4.0, within(1e-9));
    }

    /** Two numbers half a step apart stand for the mean of both. */
    @Test
    void interleavedSlots() {
        var codes = new FeatureCodes(List.of(new Slot(0, -0.25, 1), new Slot(0, 0.25, 1)));
        Column x = input(
                check(CodedNetwork.sum(EdgeCoding.of(Optional.of(codes), 1), 2), rows(1, 10.25f, 10.5f, 11.75f)), 0);
        assertThat(x.codes()).isEqualTo(511);
        assertThat(x.used()).isEqualTo(4);
        assertThat(range(x, Alternative.AS_IS).rounding()).isCloseTo(2 * 0.0625 / 3, within(1e-9));
    }

    /** A step of 1 for each copy: their mean has steps of a quarter. Values are what the layer gave before rounding. */
    @Test
    void copiesOfAnOutput() {
        Graph model = CodedNetwork.copies(1 / 8f, -3, -1, 1, 3);
        CodeUse use = check(model, rows(1, 10, 20.125f));
        assertThat(use.outputs()).hasSize(1);
        Column y = use.outputs().getFirst();
        assertThat(List.of(y.low(), y.high(), y.step())).containsExactly(0.0, 255.0, 0.25);
        assertThat(y.codes()).isEqualTo(1021);
        assertThat(y.used()).isEqualTo(42);
        assertThat(List.of(y.smallest(), y.largest())).containsExactly(10.0, 20.125);
        assertThat(y.range(Alternative.ALONE)).isEmpty();
        assertThat(use.layers().getFirst().units()).isEqualTo(4);
    }

    /** Without the float model, what a target's last layer gave shows how far it clipped. */
    @Test
    void twoTargetsInUnitsOfTheirOwn() {
        Graph model = CodedNetwork.identity(2, 1);
        var units = new Units(Units.of(model).features(), List.of("linear", "bent"),
                (target, value) -> target == 0 ? 1000 + 2 * value : Math.exp(value / 10), true);
        CodeUse use = check(model, Optional.empty(), rows(2, 1, 20, 255, 0, 3, 10), units);
        Column linear = use.outputs().getFirst();
        Column bent = use.outputs().get(1);
        assertThat(List.of(linear.low(), linear.high(), linear.step())).containsExactly(1000.0, 1510.0, 2.0);
        assertThat(linear.rowsAtEnd()).isOne();
        assertThat(bent.high()).isCloseTo(Math.exp(25.5), within(1e-3));
        assertThat(bent.step()).isCloseTo((Math.exp(25.5) - 1) / 255, within(1e-3));
        assertThat(bent.largest()).isCloseTo(Math.exp(2), within(1e-9));
        assertThat(bent.used()).isEqualTo(21);
        assertThat(bent.rowsAtEnd()).isOne();
        assertThat(bent.wasteful()).isTrue();
        assertThat(range(bent, Alternative.ALONE).high()).isLessThan(9);
        assertThat(use.stuckOutputs()).isEmpty();
    }

    @Test
    void anOutputStuckAtItsEnd() {
        var network = new CodedNetwork();
        int x = network.input(1, 1);
        Graph model = network.build(
                network.dense(x, 1, new byte[] {1}, new int[] {300}, Activation.NONE, 1));
        CodeUse use = check(model, rows(1, 0, 10));
        Column y = use.outputs().getFirst();
        assertThat(use.stuckOutputs()).containsExactly(y);
        assertThat(y.outside()).containsExactly(new Outside(2, 310, 55), new Outside(1, 300, 45));
        assertThat(use.layers().getFirst().alwaysClipped()).isOne();
    }

    /** The float model says what should have come out. */
    @Test
    void outputsOfTheFloatModel() {
        Graph model = CodedNetwork.identity(1, 1);
        var builder = new NetworkBuilder(1);
        int x = builder.input(1);
        Graph reference = builder.build(
                builder.dense(x, builder.weights(1, 2f), builder.bias(0f), Activation.NONE));
        CodeUse use = check(model, Optional.of(reference), rows(1, 5, 130.25f, 40), Units.of(model));
        Column y = use.outputs().getFirst();
        assertThat(List.of(y.smallest(), y.largest())).containsExactly(10.0, 260.5);
        assertThat(y.outside()).containsExactly(new Outside(2, 260.5, 5.5));
        assertThat(y.rowsAtEnd()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT16", "DYNAMIC_RANGE"})
    void modelsComputedInFloatHaveNoCodes(Precision precision) {
        Tensor rows = Rows.normal(1, 20, 3);
        CodeUse use = check(Quantized.of(NetworkBuilder.mlp(1, 3, 8, 1), precision, rows), rows);
        assertThat(use).isEqualTo(new CodeUse(20, List.of(), List.of(), List.of()));
    }

    @Test
    void infiniteValuesAreInfinitelyFarOutside() {
        Column x = input(check(CodedNetwork.identity(1, 1), rows(1, 3, Float.NEGATIVE_INFINITY)), 0);
        assertThat(x.outside()).containsExactly(new Outside(2, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY));
        assertThat(x.ranges()).hasSize(1);
    }

    @Test
    void unitsMustFitTheRows() {
        Graph model = CodedNetwork.identity(2, 1);
        var units = new Units(Units.of(model).features().subList(0, 1), List.of("a", "b"), PLAIN, true);
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> check(model, Optional.empty(), rows(2, 1, 2), units))
                .withMessageContaining("rows of the shape [1, 2] do not have 1 features");
    }
}
