package dev.halfstep.op.move;

import static dev.halfstep.tensor.DType.FLOAT32;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.IntegerRange;
import dev.halfstep.lower.LoweredMove.RealRange;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.List;

/** RANGE: numbers at equal distances. Inputs: the first number; where to stop, before it is reached; the distance. */
public record RangeOf() implements Op {

    public static final OpType TYPE = OpType.of("RANGE", 73, new RangeOf())
            .types(FLOAT32, INT32).inputs(3).shapedBy(0, 1, 2).releases("1.13.0").since("2.14.0", INT64);

    private static final int START = 0;
    private static final int LIMIT = 1;
    private static final int DELTA = 2;

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public void check(Operands operands) {
        Operands.requireSameType(operands.input(START), operands.input(LIMIT));
        Operands.requireSameType(operands.input(START), operands.input(DELTA));
        Operands.requireSameType(operands.input(START), operands.output());
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        return List.of(Extents.shape(operands.dtype(START) == DType.FLOAT32 ? steps(real(operands, START),
                real(operands, LIMIT), real(operands, DELTA)) : steps(operands)));
    }

    private static long steps(float start, float limit, float delta) {
        float steps = (limit - start) / delta;
        boolean ends = steps >= 0 && steps <= Integer.MAX_VALUE;
        require(ends && delta != 0, () -> notReached(start, limit, delta));
        return (long) Math.ceil(steps);
    }

    private static long steps(Operands operands) {
        long start = Extents.single(operands, START);
        long limit = Extents.single(operands, LIMIT);
        long delta = Extents.single(operands, DELTA);
        long distance;
        try {
            distance = Math.subtractExact(limit, start);
        } catch (ArithmeticException e) {
            throw Problem.of(notReached(start, limit, delta)).because(e);
        }
        require(delta != 0 && (distance == 0 || (distance > 0) == (delta > 0)), () -> notReached(start, limit, delta));
        return Math.ceilDiv(distance, delta);
    }

    private static String notReached(Number start, Number limit, Number delta) {
        return "numbers from " + start + " at a distance of " + delta + " do not come to " + limit;
    }

    private static float real(Operands operands, int input) {
        if (operands.input(input).constant().orElseThrow() instanceof Tensor tensor && tensor.values().length == 1) {
            return tensor.values()[0];
        }
        throw Problem.of("'" + operands.input(input).name() + "' must hold one number");
    }

    @Override
    public LoweredMove lower(Operands operands) {
        int length = operands.output().shape().elements();
        DType dtype = operands.dtype(START);
        return dtype == DType.FLOAT32 ? new RealRange(real(operands, START), real(operands, DELTA), length)
                : new IntegerRange(dtype, Extents.single(operands, START), Extents.single(operands, DELTA), length);
    }
}
