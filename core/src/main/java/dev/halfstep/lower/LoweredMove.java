package dev.halfstep.lower;

import dev.halfstep.lower.LoweredResize.Images;
import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What moves elements about, fills tensors, or gives numbers that are known. */
public sealed interface LoweredMove extends Lowered {

    @Override
    default Rounding rounding() {
        return Rounding.NONE;
    }

    /** Nothing moves, because there are no elements. */
    static LoweredMove nothing() {
        return new Moved(List.of());
    }

    /** All elements of the first input in their order. */
    static LoweredMove all(int length) {
        return new Moved(List.of(
                new Copied(0, 0, StridedCopy.of(new int[] {length}, new int[] {1}, 0, new int[] {1}, 0))));
    }

    /** The code of each code of another scale, by its byte: in {@code float}, halves away from zero. For uint8. */
    static byte[] recoding(Quantization from, Quantization to) {
        float scale = from.scale() * (1 / to.scale());
        float bias = -from.zeroPoint() * scale;
        var table = new byte[CodeChain.CODES];
        for (int code = 0; code < table.length; code++) {
            long rounded = Quantization.roundHalfAway(code * scale + bias);
            table[code] = (byte) DType.UINT8.saturate(Math.clamp(rounded, Integer.MIN_VALUE, Integer.MAX_VALUE)
                    + to.zeroPoint());
        }
        return table;
    }

    /**
     * Elements that are copied or filled in.
     *
     * @param parts in the order in which they are carried out; a later one may overwrite or read what an earlier one wrote
     */
    record Moved(List<Part> parts) implements LoweredMove {

        public Moved {
            parts = List.copyOf(parts);
        }

        @Override
        public Rounding rounding() {
            return parts.stream().anyMatch(Recoded.class::isInstance) ? Rounding.TABLE : Rounding.NONE;
        }
    }

    /** What writes some or all elements of an output. */
    sealed interface Part {}

    /**
     * A block of an input that goes to an output.
     *
     * @param input its position
     * @param output its position
     */
    record Copied(int input, int output, StridedCopy copy) implements Part {}

    /**
     * A block of an input of 8-bit codes that goes to the first output by way of a table.
     *
     * @param input its position
     * @param table the byte of a code that goes out for each byte that comes in, taken as unsigned
     */
    record Recoded(int input, StridedCopy copy, byte[] table) implements Part {}

    /** A block of the first output that is repeated elsewhere in it. */
    record Repeated(StridedCopy copy) implements Part {}

    /**
     * The whole of the first output, filled with one value.
     *
     * @param type of the output
     * @param length how many elements it has
     * @param operand position of the input that holds the value; {@link Computed#NONE} if it is {@code known}
     * @param known the code, or the number, where no operand holds it
     */
    record Filled(DType type, int length, int operand, long known) implements Part {}

    /**
     * Slices of the first input by their indices on an axis: data {@code [batches, outer, extent, inner]}, indices
     * {@code [batches, picked]}, output {@code [batches, outer, picked, inner]}. Indices from 0 to {@code extent - 1}; others are
     * refused in a run.
     *
     * @param indices position of the input that holds the indices
     * @param type theirs
     * @param outer how many slices there are of each index of a batch
     * @param inner how many neighbouring elements a slice has
     */
    record Gathered(int indices, DType type, int batches, int outer, int extent, int picked, int inner)
            implements
                LoweredMove {}

    /**
     * Elements of the second input where the first, of truth values, is 1, and of the third where it is 0. The shapes of the three are
     * broadcast to each other.
     *
     * @param extents of the result's axes, outermost first, with those joined that all inputs walk through alike
     * @param strides for each input how far it moves on each axis; 0 where it is read again
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
    record Selected(int[] extents, int[][] strides) implements LoweredMove {

        /** How many inputs there are. */
        private static final int INPUTS = 3;

        /**
         * Joins axes as far as it goes.
         *
         * @param strides for each input and axis; those on axes with one element do not matter
         */
        public static Selected of(int[] extents, int[]... strides) {
            var joined = new Selected(new int[extents.length + 1], new int[INPUTS][extents.length + 1]);
            joined.extents[0] = 1;
            int axes = 1;
            for (int a = 0; a < extents.length; a++) {
                if (extents[a] != 1) {
                    axes = joined.append(axes, extents[a], a, strides);
                }
            }
            int count = axes;
            return new Selected(Arrays.copyOf(joined.extents, count),
                    Arrays.stream(joined.strides).map(each -> Arrays.copyOf(each, count)).toArray(int[][]::new));
        }

        private int append(int axes, int extent, int from, int[]... given) {
            int last = axes - 1;
            boolean isFirst = extents[last] == 1;
            boolean joins = !isFirst && IntStream.range(0, INPUTS)
                    .allMatch(i -> strides[i][last] == (long) given[i][from] * extent);
            int axis = isFirst || joins ? last : axes;
            extents[axis] = joins ? extents[axis] * extent : extent;
            for (int i = 0; i < INPUTS; i++) {
                strides[i][axis] = given[i][from];
            }
            return axis + 1;
        }
    }

    /**
     * Images of other extents, each position with all its channels one of the input's.
     *
     * @param rows for each row of the output that of the input
     * @param columns for each column of the output that of the input
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
    record Resampled(Images images, int[] rows, int[] columns) implements LoweredMove {}

    /**
     * Slices of an array that are found by rows of indices, one for each of its first axes; other indices than there are are refused in
     * a run. Slices are taken from the array to the output, one behind the other, or added to the output from there, which is 0 before.
     *
     * @param indices position of the input that holds the rows of indices
     * @param indexType theirs
     * @param data position of the input that holds the slices
     * @param type theirs
     * @param extents of the array's first axes
     * @param slices how many rows there are
     * @param inner how many neighbouring elements a slice has
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Located(int indices, DType indexType, int data, DType type, int[] extents, int slices, int inner) {

        /** Whether the elements are truth values, not numbers. */
        public boolean isOfTruths() {
            return type == DType.BOOL;
        }

        /** How many elements the array has. */
        public int length() {
            return Arrays.stream(extents).reduce(inner, (a, b) -> a * b);
        }

        /**
         * Where a slice begins in the array.
         *
         * @param indices its row, as far as the array's first axes go
         * @throws Problem if there is no such slice
         */
        public int first(long[] indices) {
            int slice = 0;
            for (int a = 0; a < extents.length; a++) {
                if (indices[a] < 0 || indices[a] >= extents[a]) {
                    throw Problem.of(
                            "the indices " + Arrays.toString(indices) + " lead out of an array whose first axes are "
                                    + Arrays.toString(extents));
                }
                slice = slice * extents[a] + (int) indices[a];
            }
            return slice * inner;
        }
    }

    /** Slices that are taken. */
    record Taken(Located slices) implements LoweredMove {}

    /**
     * Slices of codes that are taken as the real values they stand for, in single precision; zero points are 0.
     *
     * @param scales one, or one for each index of the array's first axis
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Decoded(Located slices, float[] scales) implements LoweredMove {

        @Override
        public Rounding rounding() {
            return Rounding.SINGLE_PRECISION;
        }

        /** The value of a code. */
        public float value(long code, int element) {
            return code * scales[scales.length == 1 ? 0 : element / slices.inner()];
        }
    }

    /**
     * The first input with the second in place of a block of it.
     *
     * @param length of the first input
     * @param update the block, if it begins with the first element
     * @param starts position of the input that says where it begins on each axis
     * @param type theirs
     * @param latest where it may begin at the latest on each axis; what lies beyond, or before the first index, is moved there
     * @param strides of the first input
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Updated(int length, StridedCopy update, int starts, DType type, int[] latest, int[] strides)
            implements
                LoweredMove {

        /** How far an index on an axis moves the block. */
        public int offset(long start, int axis) {
            return Math.clamp(start, 0, latest[axis]) * strides[axis];
        }
    }

    /**
     * A block of the first input.
     *
     * @param copy the block, if it begins with the first element
     * @param starts position of the input that says where it begins on each axis
     * @param type theirs
     * @param latest where it may begin at the latest on each axis
     * @param strides of the first input
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Cut(StridedCopy copy, int starts, DType type, int[] latest, int[] strides) implements LoweredMove {

        /**
         * How far an index on an axis moves the block.
         *
         * @throws Problem if the block does not fit there
         */
        public int offset(long start, int axis) {
            if (start < 0 || start > latest[axis]) {
                throw Problem
                        .of("a block that begins at " + start + " on axis " + axis + " does not fit: it may begin at "
                                + latest[axis] + " at most");
            }
            return (int) start * strides[axis];
        }
    }

    /** Slices that are added up where they belong, in the order in which they stand; sums of integers wrap. */
    record Scattered(Located slices) implements LoweredMove {

        @Override
        public Rounding rounding() {
            return slices.type() == DType.FLOAT32 ? Rounding.SINGLE_PRECISION : Rounding.NONE;
        }
    }

    /** Values at equal distances; each is the one before it plus {@code delta} in single precision. */
    record RealRange(float first, float delta, int length) implements LoweredMove {

        @Override
        public Rounding rounding() {
            return Rounding.SINGLE_PRECISION;
        }
    }

    /** Integers at equal distances: {@code first + i * delta}. */
    record IntegerRange(DType type, long first, long delta, int length) implements LoweredMove {}

    /** Integers that follow from shapes. */
    record Known(DType type, List<Long> integers) implements LoweredMove {

        public Known {
            integers = List.copyOf(integers);
        }
    }

    /**
     * A block of elements that goes from one array to another, whatever their type: for all that only moves elements about. Each axis
     * of the block has its own stride in both arrays; a stride of 0 repeats, a negative one reverses.
     *
     * <p>
     * Axes that lie one behind the other in both arrays are merged, and the innermost becomes a run that is copied at once.
     *
     * @param extents of the axes that are left, outermost first
     * @param fromStrides for each axis, in elements
     * @param toStrides for each axis, in elements
     * @param from where the block starts in the first array
     * @param to where it starts in the second
     * @param run how many neighbouring elements each copy takes
     */
    record StridedCopy(int[] extents, int[] fromStrides, int[] toStrides, int from, int to, int run) {

        /**
         * A block, merged as far as it goes. Strides on axes without elements or with a single one do not matter.
         *
         * @param extents of the block; no more elements than an array holds
         * @param fromStrides for each axis
         * @param from where the block starts in the first array
         * @param toStrides for each axis
         * @param to where it starts in the second
         */
        public static StridedCopy of(int[] extents, int[] fromStrides, int from, int[] toStrides, int to) {
            var merged = new StridedCopy(extents.clone(), fromStrides.clone(), toStrides.clone(), from, to, 1);
            int axes = 0;
            for (int axis = 0; axis < extents.length; axis++) {
                if (extents[axis] == 0) {
                    return new StridedCopy(new int[] {0}, new int[1], new int[1], 0, 0, 0);
                }
                if (extents[axis] > 1) {
                    axes = merged.append(axes, extents[axis], fromStrides[axis], toStrides[axis]);
                }
            }
            boolean hasRun = axes > 0 && merged.fromStrides[axes - 1] == 1 && merged.toStrides[axes - 1] == 1;
            int run = hasRun ? merged.extents[axes - 1] : 1;
            return merged.first(hasRun ? axes - 1 : axes, run);
        }

        private int append(int axes, int extent, int fromStride, int toStride) {
            boolean joins = axes > 0 && fromStrides[axes - 1] == (long) fromStride * extent
                    && toStrides[axes - 1] == (long) toStride * extent;
            int axis = joins ? axes - 1 : axes;
            extents[axis] = joins ? extents[axis] * extent : extent;
            fromStrides[axis] = fromStride;
            toStrides[axis] = toStride;
            return axis + 1;
        }

        private StridedCopy first(int axes, int newRun) {
            return new StridedCopy(Arrays.copyOf(extents, axes), Arrays.copyOf(fromStrides, axes),
                    Arrays.copyOf(toStrides, axes), from, to, newRun);
        }
    }
}
