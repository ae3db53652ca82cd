package dev.halfstep.op.move;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.tensor.DType.FLOAT32;
import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;
import static dev.halfstep.tensor.DType.INT8;
import static dev.halfstep.tensor.DType.UINT8;

import dev.halfstep.lower.Computed;
import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Copied;
import dev.halfstep.lower.LoweredMove.Filled;
import dev.halfstep.lower.LoweredMove.Moved;
import dev.halfstep.lower.LoweredMove.Part;
import dev.halfstep.lower.LoweredMove.StridedCopy;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Options;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Blocks of an image's elements that go to its batch or its channels, and back. */
public final class Spacing {

    private Spacing() {}

    /**
     * SPACE_TO_BATCH_ND, or BATCH_TO_SPACE_ND, which takes it back. Data are {@code [batch, row, channel]} or
     * {@code [batch, row, column, channel]}. The former pads them, for codes with their zero point, and makes an image of its own of
     * every {@code block}th element on each axis between the first and the last; all images that begin with the same element of a
     * block stand together, in the order of the batch. The latter cuts off what was padded. Inputs: the data; the block's extents; how
     * much is padded, or cut off, before and behind each of these axes.
     *
     * @param toBatch whether it is the former
     */
    public record Batches(boolean toBatch) implements Mover.Indexed {

        public static final OpType TO_BATCH = type("SPACE_TO_BATCH_ND", 25, new Batches(true));
        public static final OpType TO_SPACE = type("BATCH_TO_SPACE_ND", 24, new Batches(false));

        private static final int BLOCK = 1;
        private static final int EDGES = 2;
        private static final int USUAL_RANK = 4;
        private static final int LEAST_RANK = 3;
        private static final int BYTES_PER_COPY = 256;

        private static OpType type(String name, int optionsType, Batches op) {
            return Mover.type(name, optionsType, op).inputs(3).shapedBy(BLOCK, EDGES).releases("1.6.0")
                    .since("1.14.0", INT8).since("2.3.0").since("2.12.0", INT16);
        }

        @Override
        public OpType type() {
            return toBatch ? TO_BATCH : TO_SPACE;
        }

        @Override
        public void check(Operands operands) {
            Mover.Indexed.super.check(operands);
            Operands.requireSameScale(operands.input(0), operands.output());
        }

        /** Samples of one batch lie apart from each other between two such ops. */
        @Override
        public boolean mixesSamples(Operands operands) {
            return true;
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            Shape data = operands.shape(0);
            var grid = Grid.of(operands);
            long[] extents = Extents.longs(data);
            for (int a = 0; a < grid.block().length; a++) {
                long block = grid.block()[a];
                long edges = grid.before()[a] + grid.behind()[a];
                long along = toBatch ? data.extent(a + 1) + edges : data.extent(a + 1) * block - edges;
                int axis = a + 1;
                require(!toBatch || along % block == 0, () -> "axis " + axis + " of " + data + " with " + edges
                        + " elements of padding does not fall into blocks of " + block);
                require(toBatch || extents[0] % block == 0,
                        () -> "a batch of " + data.extent(0) + " does not fall into blocks of " + grid.all());
                extents[a + 1] = toBatch ? along / block : along;
                extents[0] = toBatch ? times(extents[0], block) : extents[0] / block;
            }
            return List.of(Extents.shape(extents));
        }

        private static long times(long batch, long block) {
            long product = batch * block;
            require(product <= Integer.MAX_VALUE, () -> "its result has a batch of " + product);
            return product;
        }

        @Override
        public long preparedBytes(Operands operands) {
            Shape output = operands.output().shape();
            return output.elements() == 0 ? BYTES_PER_COPY : BYTES_PER_COPY * Grid.of(operands).all();
        }

        @Override
        public LoweredMove lower(Operands operands) {
            Shape output = operands.output().shape();
            if (output.elements() == 0) {
                return LoweredMove.nothing();
            }
            var parts = new ArrayList<Part>();
            if (toBatch) {
                long zero = operands.output().quantization().map(q -> q.zeroPoint()).orElse(0L);
                parts.add(new Filled(operands.dtype(0), output.elements(), Computed.NONE, zero));
            }
            var grid = Grid.of(operands);
            Shape space = toBatch ? operands.shape(0) : output;
            Shape batches = toBatch ? output : operands.shape(0);
            for (int offset = 0; offset < grid.all() && space.elements() > 0; offset++) {
                parts.add(grid.copy(offset, space, batches, toBatch));
            }
            return new Moved(parts);
        }

        @Override
        public int version(Operands operands) {
            return operands.dtype(0) == INT16 ? 4
                    : operands.shape(0).rank() != USUAL_RANK ? 3 : Mover.Indexed.super.version(operands);
        }

        /**
         * How blocks lie in an image, for each axis that has them.
         *
         * @param block extents of a block
         * @param before how many elements of the first block lie before the image
         * @param behind how many of the last one lie behind it
         */
        private record Grid(long[] block, long[] before, long[] behind) {

            /**
             * @throws Problem if they do not go with the data
             */
            static Grid of(Operands operands) {
                Shape data = operands.shape(0);
                require(data.rank() == LEAST_RANK || data.rank() == USUAL_RANK,
                        () -> "data of shape " + data + " must have three or four axes");
                int axes = data.rank() - 2;
                Shape block = operands.shape(BLOCK);
                Shape edges = operands.shape(EDGES);
                require(block.equals(Shape.of(axes)) && edges.equals(Shape.of(axes, 2)),
                        () -> "blocks of shape " + block
                                + " and edges of shape " + edges + " do not go with data of shape " + data);
                var grid = new Grid(operands.integers(BLOCK), new long[axes], new long[axes]);
                long[] pairs = operands.integers(EDGES);
                for (int a = 0; a < axes; a++) {
                    grid.before[a] = pairs[2 * a];
                    grid.behind[a] = pairs[2 * a + 1];
                    requireFits("a block's extent", grid.block[a], 1);
                    requireFits("an edge", grid.before[a], 0);
                    requireFits("an edge", grid.behind[a], 0);
                }
                return grid;
            }

            private static void requireFits(String what, long extent, int least) {
                require(extent >= least && extent <= Integer.MAX_VALUE,
                        () -> what + " must be at least " + least + ", not " + extent);
            }

            /** How many elements a block has. */
            long all() {
                long all = 1;
                for (long each : block) {
                    all *= each;
                }
                return all;
            }

            /** The elements with one offset in all blocks, to or from the images of their own. */
            Copied copy(int offset, Shape space, Shape batches, boolean toBatch) {
                int last = space.rank() - 1;
                int[] extents = space.toArray();
                int[] spaceStrides = Extents.strides(space);
                int[] batchStrides = Extents.strides(batches);
                int inSpace = 0;
                int inBatches = offset * extents[0] * batchStrides[0];
                int rest = offset;
                for (int axis = last - 1; axis > 0; axis--) {
                    int each = (int) block[axis - 1];
                    // An index of the image is one of the block's, less what lies before the image.
                    long shift = rest % each - before[axis - 1];
                    rest /= each;
                    long first = shift >= 0 ? 0 : Math.ceilDiv(-shift, each);
                    long behindLast = Math.min(batches.extent(axis), Math.ceilDiv(space.extent(axis) - shift, each));
                    extents[axis] = (int) Math.max(0, behindLast - first);
                    if (extents[axis] > 0) {
                        inSpace += (int) (first * each + shift) * spaceStrides[axis];
                        inBatches += (int) first * batchStrides[axis];
                    }
                    spaceStrides[axis] *= each;
                }
                return new Copied(0, 0,
                        toBatch ? StridedCopy.of(extents, spaceStrides, inSpace, batchStrides, inBatches)
                                : StridedCopy.of(extents, batchStrides, inBatches, spaceStrides, inSpace));
            }
        }
    }

    /**
     * SPACE_TO_DEPTH, or DEPTH_TO_SPACE, which takes it back. Data are {@code [batch, row, column, channel]}; the former puts the
     * elements of square blocks side by side, row by row, as channels of one.
     *
     * @param toDepth whether it is the former
     * @param block extent of a block
     */
    public record Depth(boolean toDepth, int block) implements Mover {

        public static final OpType TO_DEPTH = type("SPACE_TO_DEPTH", 19, true).releases("1.5.0").since("1.14.0", INT8);
        public static final OpType TO_SPACE = type("DEPTH_TO_SPACE", 94, false).releases("2.1.0").since("2.5.0", INT8);

        public Depth {
            if (block < 1) {
                throw Problem.of("a block's extent must be at least 1, not " + block);
            }
        }

        private static OpType type(String name, int optionsType, boolean toDepth) {
            return Mover.type(name, optionsType, options -> new Depth(toDepth, options.int32(0, 0)))
                    .types(FLOAT32, UINT8, INT32, INT64).quantized(QuantizationRule.shared(INT8));
        }

        @Override
        public OpType type() {
            return toDepth ? TO_DEPTH : TO_SPACE;
        }

        @Override
        public Options options(Operands operands) {
            return Options.NONE.int32(0, block);
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            Shape data = operands.shape(0);
            require(data.rank() == 4, () -> "data of shape " + data + " must have four axes");
            long[] extents = Extents.longs(data);
            long square = (long) block * block;
            require(toDepth ? extents[1] % block == 0 && extents[2] % block == 0 : extents[3] % square == 0,
                    () -> "data of shape " + data + " do not fall into blocks of " + block + " by " + block);
            return List
                    .of(toDepth ? Extents.shape(extents[0], extents[1] / block, extents[2] / block, extents[3] * square)
                            : Extents.shape(extents[0], extents[1] * block, extents[2] * block, extents[3] / square));
        }

        /** Rows and columns of the image are two axes each: which block, and which index in it. */
        @Override
        public LoweredMove lower(Operands operands) {
            if (operands.output().shape().elements() == 0) {
                return LoweredMove.nothing();
            }
            Shape space = toDepth ? operands.shape(0) : operands.output().shape();
            Shape depth = toDepth ? operands.output().shape() : operands.shape(0);
            int channels = space.extent(3);
            int[] image = Extents.strides(space);
            int[] blocks = Extents.strides(depth);
            int[] extents = {space.extent(0), depth.extent(1), block, depth.extent(2), block, channels};
            int[] inSpace = {image[0], image[1] * block, image[1], image[2] * block, image[2], 1};
            int[] inDepth = {blocks[0], blocks[1], block * channels, blocks[2], channels, 1};
            return new Moved(List.of(new Copied(0, 0, toDepth ? StridedCopy.of(extents, inSpace, 0, inDepth, 0)
                    : StridedCopy.of(extents, inDepth, 0, inSpace, 0))));
        }
    }
}
