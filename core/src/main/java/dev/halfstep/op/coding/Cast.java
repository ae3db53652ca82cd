package dev.halfstep.op.coding;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.IntegerArray;
import dev.halfstep.kernel.Step;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.move.Mover;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;

/**
 * The same numbers in another type: codes as they are, not what they stand for. Integers that the type does not hold wrap;
 * fractions are cut off.
 */
public record Cast() implements Op {

    public static final OpType TYPE = Mover.type("CAST", 37, new Cast())
            .releases("1.5.0", "2.7.0", "2.8.0", "2.9.0");

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public void check(Operands operands) {
        require(TYPE.types().contains(operands.output().dtype()),
                () -> Operands.notATypeOf(operands.output(), "what can be cast to"));
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        return List.of(operands.shape(0));
    }

    @Override
    public Step prepare(Operands operands, Buffers buffers) {
        DType from = operands.dtype(0);
        DType to = operands.output().dtype();
        int length = operands.shape(0).elements();
        if (from == to) {
            return Mover.copyAll(operands, buffers);
        }
        if (to == DType.FLOAT32) {
            float[] out = buffers.floatsOut();
            IntegerArray in = IntegerArray.of(from, buffers.in(0));
            return () -> {
                for (int i = 0; i < length; i++) {
                    out[i] = in.get(i);
                }
            };
        }
        IntegerArray out = IntegerArray.of(to, buffers.out(0));
        if (from == DType.FLOAT32) {
            float[] in = buffers.floatsIn(0);
            return () -> {
                for (int i = 0; i < length; i++) {
                    out.set(i, whole(in[i], to));
                }
            };
        }
        IntegerArray in = IntegerArray.of(from, buffers.in(0));
        return () -> {
            for (int i = 0; i < length; i++) {
                out.set(i, in.get(i));
            }
        };
    }

    /**
     * A value without its fraction. What the type does not hold becomes what it becomes in the reference kernel on x86-64: the
     * nearest end of most types; the smallest of int64; for int8 the last byte of an int32, or 0 beyond that.
     */
    private static long whole(float value, DType to) {
        return switch (to) {
            case INT8, INT4 -> Math.abs(value) < 0x1p31f ? (byte) (int) value : 0;
            case INT64 -> Math.abs(value) < 0x1p63f ? (long) value : Long.MIN_VALUE;
            case INT32 -> Float.isNaN(value) ? Integer.MAX_VALUE : to.saturate((long) value);
            case UINT8, INT16 -> to.saturate((long) value);
            case FLOAT32, FLOAT16 -> throw new AssertionError(to);
        };
    }

    @Override
    public int version(Operands operands) {
        return operands.dtype(0) == DType.INT8 || operands.output().dtype() == DType.INT8 ? 3 : 1;
    }
}
