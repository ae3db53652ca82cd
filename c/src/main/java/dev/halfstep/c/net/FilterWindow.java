package dev.halfstep.c.net;

import dev.halfstep.lower.SlidingWindow;
import dev.halfstep.lower.SlidingWindow.WindowAxis;
import dev.halfstep.problem.Problem;

/** A sliding window as C. */
final class FilterWindow {

    private FilterWindow() {}

    /**
     * Writes a window down.
     *
     * @return the address of it
     * @throws Problem if it spaces images out, or is larger than what is written of it
     */
    static String write(Layer layer, SlidingWindow window) {
        WindowAxis rows = window.rows();
        WindowAxis columns = window.columns();
        if (rows.spacing() != 1 || columns.spacing() != 1) {
            throw Problem.model("there is no C for convolutions that space images out");
        }
        int[] numbers = {rows.in(), columns.in(), rows.out(), columns.out(), rows.taps(), columns.taps(), rows.stride(),
                columns.stride(), rows.dilation(), columns.dilation(), rows.before(), columns.before()};
        var text = new StringBuilder();
        for (int number : numbers) {
            if (number != (short) number) {
                throw Problem.model("there is no C for images with an extent of " + number);
            }
            text.append(text.isEmpty() ? "" : ", ").append(number);
        }
        String name = layer.name("window");
        layer.constant("static const " + layer.functions().use("window") + " " + name + " = {" + text + "};\n");
        return "&" + name;
    }

    /** Whether some position of the window lies outside of the image. */
    static boolean isPadded(SlidingWindow window) {
        return isPadded(window.rows()) || isPadded(window.columns());
    }

    private static boolean isPadded(WindowAxis axis) {
        return axis.first(0) > 0 || axis.end(axis.out() - 1) < axis.taps() || axis.end(0) < axis.taps()
                || axis.first(axis.out() - 1) > 0;
    }
}
