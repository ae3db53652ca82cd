package dev.halfstep.explain.codes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.explain.codes.CodeUse.Layer;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.op.Activation;
import dev.halfstep.quantize.Precision;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said of layers: values before they become codes, and units that are dead or clipped. */
class CodeUseLayersTest {

    private static CodeUse check(Graph model, Tensor rows) {
        return CodeUseCheck.check(Subject.of(model, Optional.empty(), rows,
                Subject.numbered(rows.shape().extent(0)), Optional.empty(), Units.of(model)));
    }

    private static Tensor column(float... values) {
        return Tensor.of(Shape.of(values.length, 1), values);
    }

    /** One input from 0 to 255, and one layer of units with weight 1 whose codes stand for 0 to 255. */
    private static Layer layer(Activation activation, Tensor rows, int... bias) {
        var network = new CodedNetwork();
        int x = network.input(1, 1);
        var weights = new byte[bias.length];
        Arrays.fill(weights, (byte) 1);
        return check(network.build(network.dense(x, 1, weights, bias, activation, 1)), rows).layers()
                .getFirst();
    }

    private static long total(CodeUse.Histogram histogram) {
        return histogram.counts().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void deadUnitsAndUnitsThatAlwaysClip() {
        Layer layer = layer(Activation.RELU, column(0, 10, 100, 250), -1000, 0, 1000, 10);
        assertThat(layer.units()).isEqualTo(4);
        assertThat(layer.low()).isZero();
        assertThat(layer.high()).isEqualTo(255);
        assertThat(layer.alwaysZero()).isOne();
        assertThat(layer.alwaysClipped()).isOne();
        assertThat(layer.clipped()).isEqualTo(5 / 16.0);
        assertThat(total(layer.histogram())).isEqualTo(16);
        assertThat(layer.histogram().to()).isGreaterThan(1250);
    }

    /** A relu ends at 0 by itself: there, nothing is clipped. */
    @Test
    void theEndOfAnActivationIsNoClipping() {
        Layer relu = layer(Activation.RELU, column(0, 0), 0);
        assertThat(relu.alwaysZero()).isOne();
        assertThat(relu.alwaysClipped()).isZero();
        Layer none = layer(Activation.NONE, column(0, 0), 0);
        assertThat(none.alwaysZero()).isZero();
        assertThat(none.alwaysClipped()).isOne();
        assertThat(none.clipped()).isZero();
    }

    @Test
    void relu6EndsAtSix() {
        var network = new CodedNetwork();
        int x = network.input(1, 1);
        int wide = network.dense(x, 1, new byte[] {1}, new int[] {100}, Activation.RELU6, 0.025f);
        Layer layer = check(network.build(wide), column(0, 1)).layers().getFirst();
        assertThat(layer.alwaysClipped()).isZero();
        assertThat(layer.clipped()).isZero();
        var narrow = new CodedNetwork();
        int n = narrow.input(1, 1);
        int y = narrow.dense(n, 1, new byte[] {1}, new int[] {100}, Activation.RELU6, 0.01f);
        assertThat(check(narrow.build(y), column(0, 1)).layers().getFirst().alwaysClipped()).isOne();
    }

    /** A value clips if its nearest code is none that there is: from 255.5 on. */
    @Test
    void valuesClipFromHalfAStepOn() {
        var network = new CodedNetwork();
        int x = network.input(1, 0.25f);
        Graph model = network.build(
                network.dense(x, 0.25f, new byte[] {4}, new int[] {1}, Activation.NONE, 1));
        Layer layer = check(model, column(63.5f, 63.75f)).layers().getFirst();
        assertThat(layer.clipped()).isZero();
        var other = new CodedNetwork();
        int x2 = other.input(1, 0.25f);
        Graph clipping = other.build(
                other.dense(x2, 0.25f, new byte[] {4}, new int[] {2}, Activation.NONE, 1));
        assertThat(check(clipping, column(63.5f, 63.75f)).layers().getFirst().clipped()).isEqualTo(0.5);
    }

    /** There are 32 bins of 8 codes each. */
    @Test
    void histogramOfKnownValues() {
        Layer layer = layer(Activation.NONE, column(0, 7, 8, 255), 0);
        assertThat(layer.histogram().from()).isEqualTo(-0.5);
        assertThat(layer.histogram().to()).isEqualTo(255.5);
        assertThat(layer.histogram().counts()).hasSize(32).startsWith(2L, 1L).endsWith(1L);
    }

    /** Before rounding, the last layer's values lie within half a step of what its codes stand for, unless they clip. */
    @ParameterizedTest
    @EnumSource(names = {"INT8", "FULL_UINT8", "FULL_INT8", "INT16X8"})
    void valuesBeforeRoundingAreThoseOfTheSums(Precision precision) {
        Tensor rows = Rows.normal(1, 700, 5);
        Graph model =
                Quantized.plain(NetworkBuilder.mlp(3, 5, 16, 8, 2), precision, precision.edges().getFirst(), rows);
        var subject = Subject.of(model, Optional.empty(), rows, Subject.numbered(700), Optional.empty(),
                Units.of(model));
        CodeUse use = CodeUseCheck.check(subject);
        assertThat(use.layers()).extracting(Layer::units).containsExactly(16, 8, 2);
        for (Layer layer : use.layers()) {
            assertThat(total(layer.histogram())).isEqualTo(700L * layer.units());
            assertThat(layer.clipped()).isLessThan(0.01);
        }
        CodeUse.Column output = use.outputs().getFirst();
        float[] predicted = subject.prediction().values().values();
        float[] exact = LayerPass.over(subject).outputs().orElseThrow();
        for (int i = 0; i < predicted.length; i++) {
            assertThat(Math.clamp(exact[i], output.low(), output.high())).isCloseTo(predicted[i],
                    within(0.51 * output.step()));
        }
    }
}
