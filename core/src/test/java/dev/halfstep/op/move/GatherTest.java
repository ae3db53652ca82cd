package dev.halfstep.op.move;

import static dev.halfstep.op.Nodes.assertProblem;
import static dev.halfstep.op.Nodes.node;
import static dev.halfstep.op.Nodes.real;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.kernel.Binder;
import dev.halfstep.kernel.Buffers;
import dev.halfstep.op.move.Picking.Gather;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GatherTest {

    private static final TensorInfo INDICES = new TensorInfo("i", DType.INT64, Shape.of(2), Shape.of(2),
            Optional.empty(), Optional.empty());

    private final float[] out = new float[2];

    /** Indices are data: what is out of range shows only at the run. */
    @Test
    void namesTheIndexThatIsOutOfRange() {
        assertThat(pick(2, 0)).containsExactly(30, 10);
        assertProblem("GATHER asks for index 3 (its element 1) of an axis of 3", () -> pick(0, 3));
        assertProblem("GATHER asks for index -1 (its element 0) of an axis of 3", () -> pick(-1, 0));
        assertProblem("GATHER asks for index 4294967296", () -> pick(1L << 32, 0));
    }

    private float[] pick(long... indices) {
        Binder.bind(new Gather(0, 0).lower(node(real(2), real(3), INDICES)),
                new Buffers(new Object[] {new float[] {10, 20, 30}, indices}, new Object[] {out})).run();
        return out;
    }
}
