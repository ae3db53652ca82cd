package dev.halfstep.op.move;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT8;

import dev.halfstep.lower.Computed;
import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Copied;
import dev.halfstep.lower.LoweredMove.Filled;
import dev.halfstep.lower.LoweredMove.Moved;
import dev.halfstep.lower.LoweredMove.Part;
import dev.halfstep.lower.LoweredMove.Repeated;
import dev.halfstep.lower.LoweredMove.StridedCopy;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.Options;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** The data with a border. */
public final class Bordering {

    private Bordering() {}

    /**
     * The data with a border of one value. Inputs: the data; how much goes before and behind each axis; optionally the value. Without
     * it the border is 0, for codes their zero point.
     *
     * @param second whether it is PADV2
     */
    public record Pad(boolean second) implements Mover.Indexed {

        public static final OpType TYPE = type("PAD", 22, "1.5.0", new Pad(false));
        public static final OpType TYPE_2 = type("PADV2", 43, "1.9.0", new Pad(true));

        private static final int VALUE = 2;

        private static OpType type(String name, int optionsType, String release, Pad op) {
            return Mover.type(name, optionsType, op).inputs(2, 3).shapedBy(1).releases(release).since("1.14.0", INT8)
                    .since("2.4.0", INT16).since("2.6.0");
        }

        @Override
        public OpType type() {
            return second ? TYPE_2 : TYPE;
        }

        @Override
        public void check(Operands operands) {
            Mover.Indexed.super.check(operands);
            if (operands.has(VALUE)) {
                Operands.requireSameType(operands.output(), operands.input(VALUE));
                Operands.requireSameScale(operands.output(), operands.input(VALUE));
            }
            requireOne(operands);
            if (operands.dtype(0).isCode() && operands.output().quantization().isPresent()) {
                require(operands.outputScale().channels() == 1,
                        () -> Quoted.of(operands.output().name()) + " has several scales");
            }
        }

        private static void requireOne(Operands operands) {
            require(!operands.has(VALUE) || operands.shape(VALUE).elements() == 1,
                    () -> "it pads with one value, not with " + operands.shape(VALUE).elements());
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            requireOne(operands);
            return List.of(Paddings.of(operands).padded(operands.shape(0)));
        }

        @Override
        public LoweredMove lower(Operands operands) {
            Shape padded = operands.output().shape();
            boolean coded = operands.dtype(0).isCode() && operands.output().quantization().isPresent();
            var border = new Filled(operands.dtype(0), padded.elements(), operands.has(VALUE) ? VALUE : Computed.NONE,
                    coded ? operands.outputScale().zeroPoint() : 0);
            return new Moved(List.of(border, Paddings.of(operands).inner(operands.shape(0), padded)));
        }

        @Override
        public int version(Operands operands) {
            return operands.shape(0).rank() > 4 ? 4 : Mover.Indexed.super.version(operands);
        }
    }

    /**
     * The data with a border that mirrors them. Inputs: the data; how much goes before and behind each axis.
     *
     * @param symmetric whether the outermost element is mirrored, too
     */
    public record MirrorPad(boolean symmetric) implements Mover.Indexed {

        public static final OpType TYPE =
                Mover.type("MIRROR_PAD", 77, MirrorPad::read).inputs(2).shapedBy(1).releases("1.13.1")
                        .since("2.3.0", INT8).since("2.12.0", INT16);

        private static final int SYMMETRIC_NUMBER = 1;

        private static MirrorPad read(OptionReader options) {
            int mode = options.int8(0, 0);
            if (mode < 0 || mode > SYMMETRIC_NUMBER) {
                throw Problem.of("the mode number " + mode + " is not supported");
            }
            return new MirrorPad(mode == SYMMETRIC_NUMBER);
        }

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public Options options(Operands operands) {
            return Options.NONE.int8(0, symmetric ? SYMMETRIC_NUMBER : 0);
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            Shape data = operands.shape(0);
            var paddings = Paddings.of(operands);
            for (int a = 0; a < data.rank(); a++) {
                long most = Math.max(0, data.extent(a) - (symmetric ? 0 : 1));
                int axis = a;
                require(paddings.before()[a] <= most && paddings.behind()[a] <= most,
                        () -> "axis " + axis + " of " + data + " is mirrored further than it reaches: by "
                                + paddings.before()[axis] + " and " + paddings.behind()[axis]);
            }
            return List.of(paddings.padded(data));
        }

        /** The data go to the middle; then each axis from the last on is mirrored within the output. */
        @Override
        public LoweredMove lower(Operands operands) {
            Shape data = operands.shape(0);
            Shape padded = operands.output().shape();
            var paddings = Paddings.of(operands);
            var parts = new ArrayList<Part>();
            parts.add(paddings.inner(data, padded));
            for (int axis = data.rank() - 1; axis >= 0 && data.elements() > 0; axis--) {
                int first = (int) paddings.before()[axis];
                int beyond = first + data.extent(axis);
                int skip = symmetric ? 0 : 1;
                parts.add(mirror(paddings, data, padded, axis, first, first + skip, first - 1));
                parts.add(
                        mirror(paddings, data, padded, axis, (int) paddings.behind()[axis], beyond - 1 - skip, beyond));
            }
            return new Moved(parts);
        }

        /**
         * Copies indices of an axis to others that lie on the other side: from one end on the way back, to the other on the way out.
         * The axes before it are not padded yet, those behind it are.
         */
        private static Part mirror(Paddings paddings, Shape data, Shape padded, int axis, int count, int from,
                int to) {
            int[] strides = Extents.strides(padded);
            int[] extents = padded.toArray();
            int offset = 0;
            for (int a = 0; a < axis; a++) {
                extents[a] = data.extent(a);
                offset += (int) paddings.before()[a] * strides[a];
            }
            extents[axis] = count;
            int[] back = strides.clone();
            int[] out = strides.clone();
            int direction = to > from ? 1 : -1;
            back[axis] = -direction * strides[axis];
            out[axis] = direction * strides[axis];
            return new Repeated(
                    StridedCopy.of(extents, back, offset + from * strides[axis], out, offset + to * strides[axis]));
        }
    }

    /**
     * How many elements a padding puts before and behind each axis: an operand {@code [rank, 2]} of int32 or int64.
     *
     * @param before for each axis
     * @param behind for each axis
     */
    private record Paddings(long[] before, long[] behind) {

        static final int OPERAND = 1;

        /**
         * @throws Problem if they do not go with the data
         */
        static Paddings of(Operands operands) {
            Shape data = operands.shape(0);
            Shape given = operands.shape(OPERAND);
            require(given.equals(Shape.of(data.rank(), 2)),
                    () -> "paddings of shape " + given + " do not go with data of shape " + data);
            long[] pairs = operands.integers(OPERAND);
            var paddings = new Paddings(new long[data.rank()], new long[data.rank()]);
            for (int a = 0; a < data.rank(); a++) {
                paddings.before[a] = pairs[2 * a];
                paddings.behind[a] = pairs[2 * a + 1];
                int axis = a;
                require(fits(pairs[2 * a]) && fits(pairs[2 * a + 1]),
                        () -> "axis " + axis + " is padded by " + pairs[2 * axis] + " and " + pairs[2 * axis + 1]);
            }
            return paddings;
        }

        private static boolean fits(long padding) {
            return padding >= 0 && padding <= Integer.MAX_VALUE;
        }

        Shape padded(Shape data) {
            long[] extents = Extents.longs(data);
            for (int a = 0; a < extents.length; a++) {
                extents[a] += before[a] + behind[a];
            }
            return Extents.shape(extents);
        }

        /** The copy of the data to the middle of the output. */
        Copied inner(Shape data, Shape padded) {
            int[] to = Extents.strides(padded);
            return new Copied(0, 0, StridedCopy.of(data.toArray(), Extents.strides(data), 0, to,
                    Mover.offset(before, to, padded)));
        }
    }
}
