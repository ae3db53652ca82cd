package dev.halfstep.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Activation;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibratorTest {

    private static final Graph NETWORK = NetworkBuilder.mlp(1, 3, 8, 1);
    private static final Tensor ROWS = Rows.normal(2, 1300, 3);

    /** y = relu(2 x - 1): the ranges can be told in the head. */
    @Test
    void keepsTheEndsOfEveryComputedTensor() {
        var builder = new NetworkBuilder(1);
        int x = builder.input(1);
        int y = builder.dense(x, builder.weights(1, 2f), builder.bias(-1f), Activation.RELU);
        Ranges ranges = Calibrator.calibrate(builder.build(y), Tensor.of(Shape.of(3, 1), 0.25f, -2, 3));
        assertThat(ranges.rows()).isEqualTo(3);
        assertThat(ranges.byTensor()).containsOnlyKeys(x, y);
        assertThat(ranges.of(x)).contains(new Range(-2, 3));
        assertThat(ranges.of(y)).contains(new Range(0, 5));
    }

    /** Constants that a network computes from constants depend on no row. */
    @Test
    void looksOnlyAtWhatDependsOnTheInput() {
        var builder = new NetworkBuilder(1);
        int x = builder.input(1);
        int fixed = builder.dense(builder.weights(1, 3f), builder.weights(1, 2f), Node.ABSENT, Activation.NONE);
        Ranges ranges = Calibrator.calibrate(builder.build(x, fixed), Tensor.of(Shape.of(1, 1), 1));
        assertThat(ranges.byTensor()).containsOnlyKeys(x);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 512, 1299})
    void blocksGiveWhatAllAtOnceGives(int first) {
        Ranges all = Calibrator.calibrate(NETWORK, ROWS);
        Calibrator inParts = Calibrator.of(NETWORK);
        inParts.observe(List.of(Rows.slice(ROWS, 0, first)));
        inParts.observe(List.of(Rows.slice(ROWS, first, 1300)));
        assertThat(inParts.ranges()).isEqualTo(all);
        assertThat(all.rows()).isEqualTo(1300);
    }

    @Test
    void partsMayBeGatheredAnywhereAndInAnyOrder() {
        Ranges a = Calibrator.calibrate(NETWORK, Rows.slice(ROWS, 0, 100));
        Ranges b = Calibrator.calibrate(NETWORK, Rows.slice(ROWS, 100, 700));
        Ranges c = Calibrator.calibrate(NETWORK, Rows.slice(ROWS, 700, 1300));
        Ranges all = Calibrator.calibrate(NETWORK, ROWS);
        assertThat(a.merge(b).merge(c)).isEqualTo(all);
        assertThat(c.merge(a.merge(b))).isEqualTo(all);
        assertThat(b.merge(c).merge(a)).isEqualTo(all);
        assertThat(all.merge(Ranges.NONE)).isEqualTo(all).isEqualTo(Ranges.NONE.merge(all));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void notFiniteIsAProblem(float value) {
        Tensor rows = Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, value, 6);
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Calibrator.calibrate(NETWORK, rows))
                .withMessageStartingWith("tensor ").withMessageContaining("a calibration row gives the value ");
    }

    /** The rows are finite, the network makes them overflow. */
    @Test
    void overflowNamesTheTensor() {
        var builder = new NetworkBuilder(1);
        int x = builder.input(1);
        Graph network = builder.build(builder.dense(x, builder.weights(1, 1e30f), Node.ABSENT, Activation.NONE));
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Calibrator.calibrate(network, Tensor.of(Shape.of(1, 1), 1e30f)))
                .withMessageStartingWith("tensor 2 'layer2': a calibration row gives the value Infinity here");
    }

    @Test
    void noRowsAreAProblem() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Calibrator.calibrate(NETWORK, Tensor.of(Shape.of(0, 3))))
                .withMessageContaining("there are no calibration rows");
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Calibrator.calibrate(NETWORK, Tensor.of(Shape.of(), 1)))
                .withMessageContaining("there are no calibration rows");
    }

    @Test
    void rowsAreOfTheNetworksWidth() {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Calibrator.calibrate(NETWORK, Rows.normal(1, 2, 4)))
                .withMessageContaining("the model takes the shape [?, 3], not [2, 4]");
    }

    @Test
    void rangesAreFiniteAndTheRightWayRound() {
        for (float[] ends : new float[][] {{1, 0}, {Float.NaN, 0}, {0, Float.POSITIVE_INFINITY}}) {
            assertThatExceptionOfType(Problem.class).isThrownBy(() -> new Range(ends[0], ends[1]))
                    .withMessageContaining("is no range of finite values");
        }
    }
}
