package dev.halfstep.op.move;

import static dev.halfstep.op.Nodes.integers;
import static dev.halfstep.op.Nodes.node;
import static dev.halfstep.op.Nodes.real;
import static dev.halfstep.op.Tensors.codes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.lower.Computed;
import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Filled;
import dev.halfstep.lower.LoweredMove.Gathered;
import dev.halfstep.lower.LoweredMove.IntegerRange;
import dev.halfstep.lower.LoweredMove.Known;
import dev.halfstep.lower.LoweredMove.Moved;
import dev.halfstep.lower.LoweredMove.Part;
import dev.halfstep.lower.LoweredMove.RealRange;
import dev.halfstep.lower.LoweredMove.Recoded;
import dev.halfstep.lower.LoweredMove.Repeated;
import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.op.move.Bordering.MirrorPad;
import dev.halfstep.op.move.Bordering.Pad;
import dev.halfstep.op.move.Filling.RangeOf;
import dev.halfstep.op.move.Joining.Concatenation;
import dev.halfstep.op.move.Picking.Gather;
import dev.halfstep.op.move.Reshaping.ShapeOf;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What ops that move elements become. */
class MoveLoweringTest {

    @Test
    void codesOfAnotherScaleGoThroughATable() {
        var half = TensorInfo.codes("half", DType.UINT8, Shape.of(2), Quantization.perTensor(0.5f, 10));
        var whole = TensorInfo.codes("whole", DType.UINT8, Shape.of(2), Quantization.perTensor(1, 100));
        var output = TensorInfo.codes("y", DType.UINT8, Shape.of(4), Quantization.perTensor(1, 100));
        LoweredMove joined = new Concatenation(0).lower(node(output, half, whole));
        assertThat(joined.rounding()).isEqualTo(Rounding.TABLE);
        List<Part> parts = ((Moved) joined).parts();
        byte[] table = ((Recoded) parts.get(0)).table();
        // 13 stands for 1.5 and 7 for -1.5: halves go away from zero.
        assertThat(List.of(table[10], table[13], table[7])).containsExactly((byte) 100, (byte) 102, (byte) 98);
        assertThat(((LoweredMove.Copied) parts.get(1)).copy().to()).isEqualTo(2);
        assertThat(new Concatenation(0).lower(node(output, whole, whole)).rounding()).isEqualTo(Rounding.NONE);
    }

    @Test
    void bordersAreOfTheZeroPointOrOfAnOperand() {
        var paddings = TensorInfo.constant("paddings", Codes.int32(Shape.of(1, 2), new int[] {1, 2}, null));
        var output = codes(DType.INT8, -7, 5);
        assertThat(parts(new Pad(false).lower(node(output, codes(DType.INT8, -7, 2), paddings))).getFirst())
                .isEqualTo(new Filled(DType.INT8, 5, Computed.NONE, -7));
        assertThat(parts(new Pad(true).lower(node(real(5), real(2), paddings, real()))).getFirst())
                .isEqualTo(new Filled(DType.FLOAT32, 5, 2, 0));
        assertThat(parts(new MirrorPad(true).lower(node(real(5), real(2), paddings))))
                .hasSize(3).element(2).isInstanceOf(Repeated.class);
    }

    @Test
    void slicesAreCounted() {
        assertThat(new Gather(1, 0).lower(node(real(2, 5, 4), real(2, 3, 4), integers(0, 1, 2, 0, 1))))
                .isEqualTo(new Gathered(1, DType.INT32, 1, 2, 3, 5, 4));
        assertThat(new Gather(1, 0).lower(node(real(0, 5, 4), real(0, 3, 4), integers(0, 1, 2, 0, 1))))
                .isEqualTo(LoweredMove.nothing());
    }

    @Test
    void numbersAreKnown() {
        var wide = TensorInfo.codes("y", DType.INT64, Shape.of(2), Quantization.perTensor(1, 0));
        assertThat(new ShapeOf(true).lower(node(wide, real(3, 0)))).isEqualTo(new Known(DType.INT64, List.of(3L, 0L)));
        assertThat(new RangeOf().lower(node(real(3), integers(5), integers(0), integers(-2))))
                .isEqualTo(new IntegerRange(DType.INT32, 5, -2, 3));
        LoweredMove reals = new RangeOf().lower(node(real(2), scalar(1), scalar(2), scalar(0.5f)));
        assertThat(reals).isEqualTo(new RealRange(1, 0.5f, 2));
        assertThat(reals.rounding()).isEqualTo(Rounding.SINGLE_PRECISION);
    }

    private static List<Part> parts(LoweredMove node) {
        return ((Moved) node).parts();
    }

    private static TensorInfo scalar(float value) {
        return TensorInfo.constant("scalar", Tensor.of(Shape.of(), new float[] {value}));
    }
}
