package dev.halfstep.kernel.conv;

import dev.halfstep.lower.SlidingWindow;
import dev.halfstep.lower.SlidingWindow.WindowAxis;

/** What happens at each position of a window: a kernel bound to its arrays. */
public interface WindowKernel {

    /** A new position. */
    void begin();

    /**
     * A tap that lies in the image.
     *
     * @param in index of its first channel
     * @param weights index of its first weight, in the order of {@link KernelOrder}
     */
    void tap(int in, int weights);

    /**
     * All taps have been seen.
     *
     * @param out index of the position's first output
     */
    void end(int batch, int out);

    /** Goes through all positions. */
    static void slide(SlidingWindow window, WindowKernel kernel) {
        int outputs = window.outputs();
        if (outputs == 0) {
            // Images without channels may have any number of positions and taps.
            return;
        }
        int weightsOfTap = window.groupInputs() * outputs;
        int out = 0;
        for (int batch = 0; batch < window.batches(); batch++) {
            int image = batch * window.imageSize();
            for (int row = 0; row < window.rows().out(); row++) {
                for (int column = 0; column < window.columns().out(); column++) {
                    kernel.begin();
                    taps(window, kernel, image, row, column, weightsOfTap);
                    kernel.end(batch, out);
                    out += outputs;
                }
            }
        }
    }

    private static void taps(SlidingWindow window, WindowKernel kernel, int image, int row, int column,
            int weightsOfTap) {
        WindowAxis rows = window.rows();
        WindowAxis columns = window.columns();
        int inputs = window.inputs();
        int first = columns.first(column);
        int end = columns.end(column);
        int endRow = rows.end(row);
        for (int tapRow = rows.first(row); tapRow < endRow; tapRow += rows.spacing()) {
            int line = image + rows.index(row, tapRow) * columns.in() * inputs;
            for (int tap = first; tap < end; tap += columns.spacing()) {
                kernel.tap(line + columns.index(column, tap) * inputs, (tapRow * columns.taps() + tap) * weightsOfTap);
            }
        }
    }
}
