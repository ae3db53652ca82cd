package dev.halfstep.op.move;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.tensor.DType.BOOL;
import static dev.halfstep.tensor.DType.FLOAT32;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;
import static dev.halfstep.tensor.DType.INT8;
import static dev.halfstep.tensor.DType.UINT8;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Known;
import dev.halfstep.lower.LoweredMove.Selected;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What truth values choose. */
public final class Selecting {

    private Selecting() {}

    /**
     * Elements of one operand where a condition is true, and of another where it is not. Inputs: the condition, of truth values; both
     * operands. All three are broadcast to each other; in the older op both operands have the same shape, and the condition that one,
     * too, or one truth value for each index on their first axis, or a single one.
     *
     * @param second whether it is SELECT_V2
     */
    public record Select(boolean second) implements Mover {

        public static final OpType TYPE = type("SELECT", 47, new Select(false)).releases("1.14.0", "1.14.0", "2.12.0");
        public static final OpType TYPE_2 = type("SELECT_V2", 98, new Select(true)).releases("2.2.0");

        private static final int CONDITION = 0;
        private static final int WHERE_TRUE = 1;
        private static final int WHERE_FALSE = 2;
        private static final int HIGH_RANK = 5;

        private static OpType type(String name, int optionsType, Select op) {
            return Mover.type(name, optionsType, op).alsoFor(BOOL).inputs(3).data(WHERE_TRUE);
        }

        @Override
        public OpType type() {
            return second ? TYPE_2 : TYPE;
        }

        @Override
        public void check(Operands operands) {
            Mover.super.check(operands);
            require(operands.dtype(CONDITION) == BOOL,
                    () -> Operands.notATypeOf(operands.input(CONDITION), "a condition of truth values"));
            Operands.requireSameType(operands.input(WHERE_TRUE), operands.input(WHERE_FALSE));
            Operands.requireSameScale(operands.output(), operands.input(WHERE_TRUE));
            Operands.requireSameScale(operands.output(), operands.input(WHERE_FALSE));
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            Shape condition = operands.shape(CONDITION);
            Shape whereTrue = operands.shape(WHERE_TRUE);
            Shape whereFalse = operands.shape(WHERE_FALSE);
            if (second || isSingle(condition, whereTrue, whereFalse)) {
                return List.of(Extents.broadcast(condition, whereTrue, whereFalse));
            }
            boolean fits = whereTrue.equals(whereFalse) && (condition.equals(whereTrue) || condition.rank() == 0
                    || (condition.rank() == 1 && whereTrue.rank() > 0
                            && condition.extent(0) == whereTrue.extent(0)));
            require(fits, () -> "a condition of shape " + condition + " does not choose between the shapes "
                    + whereTrue + " and " + whereFalse);
            return List.of(whereTrue);
        }

        private static boolean isSingle(Shape... shapes) {
            return IntStream.range(0, shapes.length).allMatch(i -> shapes[i].elements() == 1);
        }

        @Override
        public LoweredMove lower(Operands operands) {
            Shape output = operands.output().shape();
            return Selected.of(output.toArray(), conditionStrides(operands.shape(CONDITION), output),
                    Extents.broadcastStrides(operands.shape(WHERE_TRUE), output),
                    Extents.broadcastStrides(operands.shape(WHERE_FALSE), output));
        }

        private int[] conditionStrides(Shape condition, Shape output) {
            boolean alongFirst = !second && condition.rank() == 1 && output.rank() > 1;
            if (!alongFirst) {
                return Extents.broadcastStrides(condition, output);
            }
            var strides = new int[output.rank()];
            strides[0] = 1;
            return strides;
        }

        @Override
        public int version(Operands operands) {
            boolean isHigh = !second
                    && IntStream.of(CONDITION, WHERE_TRUE, WHERE_FALSE)
                            .anyMatch(i -> operands.shape(i).rank() == HIGH_RANK);
            return isHigh ? 3 : 1;
        }
    }

    /**
     * The indices of all elements that are true, or other than 0: a row for each of them, in their order, with an index for each axis.
     * The input must be known before the model runs: its contents decide the output's shape.
     */
    public record Where() implements Op {

        public static final OpType TYPE = OpType.of("WHERE", 85, new Where()).shapedBy(0).since("1.14.0", BOOL)
                .since("2.8.0", FLOAT32, INT32, INT64, INT8, UINT8);

        /** What an index takes while it is put together. */
        private static final int INDEX_BYTES = 48;

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public void check(Operands operands) {
            require(operands.output().dtype() == INT64,
                    () -> Operands.notATypeOf(operands.output(), "that of indices"));
            require(operands.shape(0).rank() > 0, () -> "it needs an axis to count along");
        }

        /** Whether each element is chosen. */
        private static boolean[] chosen(Operands operands) {
            var chosen = new boolean[operands.shape(0).elements()];
            if (operands.dtype(0) == FLOAT32) {
                float[] values = operands.floats(0);
                for (int i = 0; i < chosen.length; i++) {
                    chosen[i] = values[i] != 0;
                }
            } else {
                long[] values = operands.integers(0);
                for (int i = 0; i < chosen.length; i++) {
                    chosen[i] = values[i] != 0;
                }
            }
            return chosen;
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            int count = 0;
            for (boolean each : chosen(operands)) {
                count += each ? 1 : 0;
            }
            return List.of(Extents.shape(count, operands.shape(0).rank()));
        }

        @Override
        public long preparedBytes(Operands operands) {
            return operands.shape(0).elements()
                    + (long) INDEX_BYTES * operands.shape(0).elements() * operands.shape(0).rank();
        }

        @Override
        public LoweredMove lower(Operands operands) {
            int[] strides = Extents.strides(operands.shape(0));
            boolean[] chosen = chosen(operands);
            var indices = new ArrayList<Long>();
            for (int i = 0; i < chosen.length; i++) {
                for (int a = 0; chosen[i] && a < strides.length; a++) {
                    indices.add((long) i / strides[a] % operands.shape(0).extent(a));
                }
            }
            return new Known(INT64, indices);
        }
    }
}
