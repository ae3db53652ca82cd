package dev.halfstep.lower;

/**
 * A window that slides over images: which inputs meet which weights, for each output. Images are
 * {@code [batch][row][column][channel]}.
 *
 * @param batches how many images
 * @param inputs channels of an image
 * @param outputs channels of a result
 * @param groups into how many parts the channels fall, each with weights of its own
 */
public record SlidingWindow(int batches, WindowAxis rows, WindowAxis columns, int inputs, int outputs, int groups) {

    /** How many positions of an image the window covers. */
    public int taps() {
        return rows.taps() * columns.taps();
    }

    /** Inputs that an output sees at each tap. */
    public int groupInputs() {
        return inputs / groups;
    }

    /** Outputs that see the same inputs. */
    public int groupOutputs() {
        return outputs / groups;
    }

    /** How many multiply-adds there are, or more where the window reaches beyond the image. */
    public long products() {
        return (long) batches * rows.out() * columns.out() * taps() * groupInputs() * outputs;
    }

    /** How many elements an image has. */
    public int imageSize() {
        return rows.in() * columns.in() * inputs;
    }

    /**
     * A window that slides along one axis of an image. At its position {@code o}, each tap covers the index
     * {@code o * stride - before + tap * dilation}; taps outside of the image are left out. Where the image is spaced out, that is an
     * index among its elements and what lies between them, and taps that cover nothing are left out, too.
     *
     * @param in the image's extent
     * @param out how many positions there are
     * @param taps the window's extent, at least 1
     * @param stride from one position to the next, at least 1
     * @param dilation from one tap to the next, at least 1; 1 where the image is spaced out
     * @param before how far the first position begins before the image
     * @param spacing how far apart elements of the image lie, at least 1
     */
    public record WindowAxis(int in, int out, int taps, int stride, int dilation, int before, int spacing) {

        /** A window with as much padding as its positions need, the odd one behind. */
        public static WindowAxis of(int in, int out, int taps, int stride, int dilation) {
            long covered = (out - 1L) * stride + (taps - 1L) * dilation + 1;
            return new WindowAxis(in, out, taps, stride, dilation, (int) (Math.max(0, covered - in) / 2), 1);
        }

        /**
         * The window of a transposed convolution, which each element of the image adds to: its first tap at
         * {@code element * spacing - before} of the result.
         */
        public static WindowAxis transposed(int in, int out, int taps, int spacing, int before) {
            return new WindowAxis(in, out, taps, 1, 1, taps - 1 - before, spacing);
        }

        private long start(int position) {
            return (long) position * stride - before;
        }

        /** The first tap that covers an element of the image. */
        public int first(int position) {
            int inside = taps(-start(position));
            return inside + Math.floorMod(-(start(position) + inside), spacing);
        }

        /** The tap behind the last one that lies in the image; not above {@link #first} if none does. */
        public int end(int position) {
            return taps((in - 1L) * spacing + 1 - start(position));
        }

        /** How many taps it takes to get over a distance. */
        private int taps(long distance) {
            return distance <= 0 ? 0 : (int) Math.min(taps, (distance + dilation - 1) / dilation);
        }

        /** The index in the image that a tap covers, of every {@code spacing}th from the first one on. */
        public int index(int position, int tap) {
            return (int) ((start(position) + (long) tap * dilation) / spacing);
        }
    }
}
