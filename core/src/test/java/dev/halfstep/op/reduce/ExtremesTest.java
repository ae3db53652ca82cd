package dev.halfstep.op.reduce;

import static dev.halfstep.op.Nodes.assertProblem;
import static dev.halfstep.op.Nodes.assertRefused;
import static dev.halfstep.op.Nodes.integers;
import static dev.halfstep.op.Nodes.node;
import static dev.halfstep.op.Nodes.real;
import static dev.halfstep.op.Nodes.shape;
import static dev.halfstep.op.Tensors.plain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.kernel.Binder;
import dev.halfstep.kernel.Buffers;
import dev.halfstep.op.Nodes;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** ARG_MAX, ARG_MIN and TOPK_V2. */
class ExtremesTest {

    private static final ArgExtreme LARGEST = new ArgExtreme(true, DType.INT32);
    private static final ArgExtreme SMALLEST = new ArgExtreme(false, DType.INT64);

    @Test
    void theFirstOfEqualElementsIsTaken() {
        float[] data = {1, 3, 3, 0, 2, 0};
        assertThat(Nodes.run(LARGEST, node(plain(DType.INT32, 2), real(2, 3), integers(1)), new int[2], data))
                .containsExactly(1, 1);
        assertThat(Nodes.run(LARGEST, node(plain(DType.INT32, 3), real(2, 3), integers(-2)), new int[3], data))
                .containsExactly(0, 0, 0);
        assertThat(Nodes.run(SMALLEST, node(plain(DType.INT64, 2), real(2, 3), integers(1)), new long[2], data))
                .containsExactly(0, 0);
    }

    @Test
    void axesHaveElements() {
        assertThat(shape(LARGEST, real(2, 3, 4), integers(1))).isEqualTo(Shape.of(2, 4));
        assertRefused("axis 0 of [0, 3] has no element", LARGEST, real(0, 3), integers(0));
        assertProblem("is not what the op says: int64",
                () -> SMALLEST.check(node(plain(DType.INT32, 2), real(2, 3), integers(1))));
    }

    private static Operands top(DType dtype, int rows, int depth, int count) {
        return new Operands(List.of(plain(dtype, rows, depth), integers(count)),
                List.of(plain(dtype, rows, count), plain(DType.INT32, rows, count)));
    }

    @Test
    void theLargestComeInTheirOrder() {
        float[] data = {1, Float.NaN, 3, 3, -0f, 0, 2, 7};
        var values = new float[6];
        var indices = new int[6];
        Binder.bind(new TopK().lower(top(DType.FLOAT32, 2, 4, 3)),
                new Buffers(new Object[] {data}, new Object[] {values, indices})).run();
        assertThat(values).containsExactly(3, 3, 1, 7, 2, -0f);
        assertThat(indices).containsExactly(2, 3, 0, 3, 2, 0);
        assertRefused("there are no 5 largest elements", new TopK(), real(2, 4), integers(5));
    }

    /** As many as there are in a row, which takes too long for any way that is not quick. */
    @Test
    void allCanBeSorted() {
        int depth = 200_000;
        int[] data = new Random(1).ints(depth, 0, 1000).toArray();
        var values = new int[depth];
        var indices = new int[depth];
        Binder.bind(new TopK().lower(top(DType.INT32, 1, depth, depth)),
                new Buffers(new Object[] {data}, new Object[] {values, indices})).run();
        assertThat(IntStream.range(1, depth)).allMatch(i -> values[i] == data[indices[i]]
                && (values[i - 1] > values[i] || (values[i - 1] == values[i] && indices[i - 1] < indices[i])));
    }
}
