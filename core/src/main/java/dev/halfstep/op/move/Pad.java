package dev.halfstep.op.move;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.lower.StridedCopy;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;

/**
 * The data with a border of one value. Inputs: the data; how much goes before and behind each axis; optionally the value. Without
 * it the border is 0, for codes their zero point.
 *
 * @param second whether it is PADV2
 */
public record Pad(boolean second) implements Mover {

    public static final OpType TYPE = Mover.type("PAD", 22, new Pad(false)).inputs(2, 3)
            .releases("1.5.0", "1.14.0", "2.4.0", "2.6.0");
    public static final OpType TYPE_2 = Mover.type("PADV2", 43, new Pad(true)).inputs(2, 3)
            .releases("1.9.0", "1.14.0", "2.4.0", "2.6.0");

    private static final int VALUE = 2;

    @Override
    public OpType type() {
        return second ? TYPE_2 : TYPE;
    }

    @Override
    public void check(Operands operands) {
        Mover.super.check(operands);
        Extents.requireIndices(operands, Paddings.OPERAND);
        if (operands.has(VALUE)) {
            Mover.requireSameType(operands.output(), operands.input(VALUE));
            Mover.requireSameScale(operands.output(), operands.input(VALUE));
            require(operands.shape(VALUE).elements() == 1, () -> "it pads with one value, not with "
                    + operands.shape(VALUE).elements());
        }
        if (operands.dtype(0).isCode() && operands.output().quantization().isPresent()) {
            require(operands.outputScale().channels() == 1,
                    () -> "'" + operands.output().name() + "' has several scales");
        }
    }

    @Override
    public List<Integer> shapeOperands() {
        return List.of(Paddings.OPERAND);
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        if (operands.has(VALUE)) {
            require(operands.shape(VALUE).elements() == 1, () -> "it pads with one value, not with "
                    + operands.shape(VALUE).elements());
        }
        return List.of(Paddings.of(operands).padded(operands.shape(0)));
    }

    @Override
    public Step prepare(Operands operands, Buffers buffers) {
        Shape padded = operands.output().shape();
        var inner = Paddings.of(operands).inner(operands.shape(0), padded);
        Object value = operands.has(VALUE) ? buffers.in(VALUE) : zero(operands);
        int length = padded.elements();
        Object in = buffers.in(0);
        Object out = buffers.out(0);
        return () -> {
            StridedCopy.fill(out, length, value);
            StridedCopy.run(inner, in, out);
        };
    }

    /** An array of one element that stands for 0. */
    private static Object zero(Operands operands) {
        DType dtype = operands.dtype(0);
        boolean coded = dtype.isCode() && operands.output().quantization().isPresent();
        long zeroPoint = coded ? operands.outputScale().zeroPoint() : 0;
        return switch (dtype) {
            case FLOAT32, FLOAT16 -> new float[1];
            case INT8, UINT8, INT4 -> new byte[] {(byte) zeroPoint};
            case INT16 -> new short[] {(short) zeroPoint};
            case INT32 -> new int[1];
            case INT64 -> new long[1];
        };
    }

    @Override
    public int version(Operands operands) {
        return operands.shape(0).rank() > 4 ? 4 : Mover.version(operands.dtype(0));
    }
}
