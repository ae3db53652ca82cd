package dev.halfstep.op.move;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.tensor.DType.BOOL;
import static dev.halfstep.tensor.DType.FLOAT32;
import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;
import static dev.halfstep.tensor.DType.INT8;
import static dev.halfstep.tensor.DType.UINT8;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Copied;
import dev.halfstep.lower.LoweredMove.Filled;
import dev.halfstep.lower.LoweredMove.IntegerRange;
import dev.halfstep.lower.LoweredMove.Moved;
import dev.halfstep.lower.LoweredMove.RealRange;
import dev.halfstep.lower.LoweredMove.StridedCopy;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.List;

/** Elements that are repeated, or made up. */
public final class Filling {

    private Filling() {}

    /** The data repeated along axes of extent 1, and along new ones in front, to a given shape. Inputs: the data; the shape. */
    public record BroadcastTo() implements Mover.Indexed {

        public static final OpType TYPE = Mover.type("BROADCAST_TO", 104, new BroadcastTo()).inputs(2)
                .shapedBy(1)
                .releases("2.5.0").since("2.5.0", FLOAT32, UINT8, INT32, INT64, BOOL).since("2.5.0", INT8, INT16);

        private static final int SHAPE = 1;

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            Shape data = operands.shape(0);
            Shape target = Extents.shape(operands.integers(SHAPE));
            int more = target.rank() - data.rank();
            boolean fits = more >= 0;
            for (int a = 0; fits && a < data.rank(); a++) {
                fits = data.extent(a) == 1 || data.extent(a) == target.extent(a + more);
            }
            require(fits, () -> data + " cannot become " + target + " by repeating axes of extent 1");
            return List.of(target);
        }

        @Override
        public LoweredMove lower(Operands operands) {
            return Mover.strided(Extents.broadcastStrides(operands.shape(0), operands.output().shape()), 0, operands);
        }
    }

    /** The data repeated along each axis. Inputs: the data; for each axis how many times. */
    public record Tile() implements Mover.Indexed {

        public static final OpType TYPE = Mover.type("TILE", 51, new Tile())
                .types(FLOAT32, UINT8, INT32, INT64, BOOL).inputs(2).shapedBy(1).releases("1.10.1", "2.2.0")
                .since("2.8.0", INT8)
                .quantized(QuantizationRule.shared(INT8));

        private static final int TIMES = 1;

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public boolean mixesSamples(Operands operands) {
            return operands.shape(0).rank() > 0 && (!operands.knows(TIMES) || times(operands)[0] != 1);
        }

        private static long[] times(Operands operands) {
            long[] times = Extents.perAxis(operands, TIMES, operands.shape(0).rank());
            for (long each : times) {
                require(each >= 0 && each <= Integer.MAX_VALUE, () -> "nothing can be repeated " + each + " times");
            }
            return times;
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            long[] extents = times(operands);
            for (int a = 0; a < extents.length; a++) {
                extents[a] *= operands.shape(0).extent(a);
            }
            return List.of(Extents.shape(extents));
        }

        /** Each axis of the output is two: which copy, and which index in it. */
        @Override
        public LoweredMove lower(Operands operands) {
            Shape data = operands.shape(0);
            if (operands.output().shape().elements() == 0) {
                return LoweredMove.nothing();
            }
            long[] times = times(operands);
            int[] from = Extents.strides(data);
            int[] to = Extents.strides(operands.output().shape());
            int axes = 2 * data.rank();
            var extents = new int[axes];
            var fromStrides = new int[axes];
            var toStrides = new int[axes];
            for (int a = 0; a < data.rank(); a++) {
                extents[2 * a] = (int) times[a];
                toStrides[2 * a] = to[a] * data.extent(a);
                extents[2 * a + 1] = data.extent(a);
                fromStrides[2 * a + 1] = from[a];
                toStrides[2 * a + 1] = to[a];
            }
            return new Moved(List.of(new Copied(0, 0, StridedCopy.of(extents, fromStrides, 0, toStrides, 0))));
        }
    }

    /** One value in all elements of a shape. Inputs: the shape; the value. */
    public record Fill() implements Mover.Indexed {

        public static final OpType TYPE = Mover.type("FILL", 68, new Fill())
                .types(FLOAT32, INT32, INT64).inputs(2).data(1)
                .shapedBy(0).releases("1.13.0").since("2.3.0", BOOL).since("2.5.0", INT8, INT16);

        private static final int SHAPE = 0;
        private static final int VALUE = 1;

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public void check(Operands operands) {
            Mover.Indexed.super.check(operands);
            Operands.requireSameScale(operands.input(VALUE), operands.output());
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            require(operands.shape(VALUE).elements() == 1,
                    () -> "it fills with one value, not with " + operands.shape(VALUE).elements());
            return List.of(Extents.shape(operands.integers(SHAPE)));
        }

        @Override
        public LoweredMove lower(Operands operands) {
            return new Moved(
                    List.of(new Filled(operands.dtype(VALUE), operands.output().shape().elements(), VALUE, 0)));
        }
    }

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
            require(delta != 0 && (distance == 0 || (distance > 0) == (delta > 0)),
                    () -> notReached(start, limit, delta));
            return Math.ceilDiv(distance, delta);
        }

        private static String notReached(Number start, Number limit, Number delta) {
            return "numbers from " + start + " at a distance of " + delta + " do not come to " + limit;
        }

        private static float real(Operands operands, int input) {
            if (operands.input(input).constant().orElseThrow() instanceof Tensor tensor
                    && tensor.values().length == 1) {
                return tensor.values()[0];
            }
            throw Problem.of(Quoted.of(operands.input(input).name()) + " must hold one number");
        }

        @Override
        public LoweredMove lower(Operands operands) {
            int length = operands.output().shape().elements();
            DType dtype = operands.dtype(START);
            return dtype == DType.FLOAT32 ? new RealRange(real(operands, START), real(operands, DELTA), length)
                    : new IntegerRange(dtype, Extents.single(operands, START), Extents.single(operands, DELTA), length);
        }
    }
}
