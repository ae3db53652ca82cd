package dev.halfstep.lower;

import dev.halfstep.kernel.Kernels;

/**
 * The way of a filter over images: which inputs meet which weights, for each output. Images are
 * {@code [batch][row][column][channel]}.
 *
 * <p>
 * Kernels hold their weights as {@code [tap row][tap column][group][input of the group][output of the group]}, so that the
 * innermost loop runs over outputs side by side, and the sum of each output still grows in the order of the reference kernel:
 * rows, columns, channels. The weights of a depthwise filter, whose groups have one input each, have this order in a file.
 *
 * @param batches how many images
 * @param inputs channels of an image
 * @param outputs channels of a result
 * @param groups into how many parts the channels fall, each with filters of its own
 */
public record Convolution(int batches, WindowAxis rows, WindowAxis columns, int inputs, int outputs, int groups) {

    /** What happens at each position of the filter: a kernel bound to its arrays. */
    public interface Place {

        /** A new position. */
        void begin();

        /**
         * A tap that lies in the image.
         *
         * @param in index of its first channel
         * @param weights index of its first weight
         */
        void tap(int in, int weights);

        /**
         * All taps have been seen.
         *
         * @param out index of the position's first output
         */
        void end(int batch, int out);
    }

    /** Takes an element from one place to another. */
    @FunctionalInterface
    public interface Move {
        void move(int from, int to);
    }

    /** How many multiply-adds there are, or more where the filter reaches beyond the image. */
    public long products() {
        return (long) batches * rows.out() * columns.out() * rows.taps() * columns.taps() * groupInputs() * outputs;
    }

    public int groupInputs() {
        return inputs / groups;
    }

    public int groupOutputs() {
        return outputs / groups;
    }

    /** Goes through all positions. */
    public void slide(Place place) {
        if (outputs == 0) {
            // Images without channels may have any number of positions and taps.
            return;
        }
        int out = 0;
        for (int batch = 0; batch < batches; batch++) {
            int image = batch * rows.in() * columns.in() * inputs;
            for (int row = 0; row < rows.out(); row++) {
                for (int column = 0; column < columns.out(); column++) {
                    place.begin();
                    taps(place, image, row, column);
                    place.end(batch, out);
                    out += outputs;
                }
            }
        }
    }

    private void taps(Place place, int image, int row, int column) {
        int weightsOfTap = groupInputs() * outputs;
        int first = columns.first(column);
        int end = columns.end(column);
        for (int tapRow = rows.first(row); tapRow < rows.end(row); tapRow++) {
            int line = image + rows.place(row, tapRow) * columns.in() * inputs;
            for (int tap = first; tap < end; tap++) {
                place.tap(line + columns.place(column, tap) * inputs,
                        (tapRow * columns.taps() + tap) * weightsOfTap);
            }
        }
    }

    /** Brings weights {@code [output][tap row][tap column][input of the group]} into the order of the kernels. */
    public void arrange(Move move) {
        int taps = rows.taps() * columns.taps();
        int depth = groupInputs();
        int width = groupOutputs();
        for (int output = 0; output < outputs; output++) {
            for (int tap = 0; tap < taps; tap++) {
                int from = (output * taps + tap) * depth;
                int to = (tap * groups + output / width) * depth * width + output % width;
                for (int input = 0; input < depth; input++) {
                    move.move(from + input, to + input * width);
                }
            }
        }
    }
}
