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
}
