package dev.halfstep.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Op;
import dev.halfstep.op.elementwise.Compare;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.op.move.Selecting.Select;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChoicesTest {

    private static final Shape ROW = Shape.of(1, 2);
    private static final Tensor ROWS = Tensor.of(Shape.of(3, 2), -1, 5, 0.5f, -2, 3, -0.25f);

    private final Graph.Builder builder = new Graph.Builder();
    private final int x = builder.add(TensorInfo.real("x", ROW).withOpenBatch());
    private final int zero = builder.add(TensorInfo.constant("zero", Tensor.of(Shape.of(), 0)));
    private final int positive = builder.add(new TensorInfo("positive", DType.BOOL, ROW,
            ROW.with(0, Shape.UNKNOWN), Optional.empty(), Optional.empty()));

    ChoicesTest() {
        builder.add(new Node(Compare.GREATER, List.of(x, zero), List.of(positive)));
    }

    private int node(Op op, Integer... inputs) {
        int output = builder.add(TensorInfo.real("t", ROW).withOpenBatch());
        builder.add(new Node(op, List.of(inputs), List.of(output)));
        return output;
    }

    private Graph graph(Integer... outputs) {
        return builder.inputs(List.of(x)).outputs(List.of(outputs)).build();
    }

    /** The exponential counts where {@code x} is not positive, so it goes up to 1 only, not to 148. */
    @Test
    void whatIsNotTakenDoesNotCount() {
        int power = node(UnaryFunction.EXP, x);
        int negative = node(UnaryFunction.NEG, power);
        int y = node(new Select(true), positive, x, negative);
        Graph graph = graph(y);
        Ranges ranges = Calibrator.calibrate(graph, ROWS);
        assertThat(ranges.of(power)).contains(new Range(0, (float) Math.exp(-0.25)));
        assertThat(ranges.of(negative)).contains(new Range(-(float) Math.exp(-0.25), 0));
        assertThat(ranges.of(x)).contains(new Range(-2, 5));
        assertThat(ranges.of(y)).contains(new Range(-(float) Math.exp(-0.25), 5));
        assertThat(RangeObserver.observe(graph, ROWS).ranges(RangeMethod.MIN_MAX).of(power))
                .isEqualTo(ranges.of(power));
        assertThat(Calibrator.calibrateAll(graph, Samples.of(ROWS), 3).of(power))
                .contains(new Range((float) Math.exp(-2), (float) Math.exp(5)));
    }

    /** There is no logarithm of what is negative, and it is not asked for. */
    @Test
    void whatIsNotTakenNeedNotBeANumber() {
        int logarithm = node(UnaryFunction.LOG, x);
        Graph graph = graph(node(new Select(true), positive, logarithm, zeros()));
        assertThat(Calibrator.calibrate(graph, ROWS).of(logarithm))
                .contains(new Range((float) Math.log(0.5), (float) Math.log(5)));
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Calibrator.calibrateAll(graph, Samples.of(ROWS), 3))
                .withMessageContaining("a calibration row gives the value NaN");
    }

    private int zeros() {
        return builder.add(TensorInfo.constant("zeros", Tensor.of(ROW, 0, 0)));
    }

    /** Then all of it counts. */
    @Test
    void othersMayReadIt() {
        int power = node(UnaryFunction.EXP, x);
        Graph graph = graph(node(new Select(true), positive, x, power), node(UnaryFunction.NEG, power));
        assertThat(Calibrator.calibrate(graph, ROWS).of(power))
                .contains(new Range((float) Math.exp(-2), (float) Math.exp(5)));
    }
}
