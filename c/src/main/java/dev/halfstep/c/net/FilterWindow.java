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
     * @return its name
     * @throws Problem if it is larger than what is written of it
     */
    static String write(Layer layer, SlidingWindow window) {
        String name = layer.name("window");
        layer.constant("static const " + layer.functions().use("axis") + " " + name + "[2] = {" + axis(window.rows())
                + ", " + axis(window.columns()) + "};\n");
        return name;
    }

    private static String axis(WindowAxis axis) {
        int[] numbers = {axis.in(), axis.out(), axis.taps(), axis.stride(), axis.dilation(), axis.before(),
                axis.spacing()};
        var text = new StringBuilder("{");
        for (int number : numbers) {
            if (number != (short) number) {
                throw Problem.model("there is no C for images with an extent of " + number)
                        .remedy(Layer.WITHOUT);
            }
            text.append(text.length() == 1 ? "" : ", ").append(number);
        }
        return text.append('}').toString();
    }

    private static boolean isSpaced(SlidingWindow window) {
        return window.rows().spacing() != 1 || window.columns().spacing() != 1;
    }

    /** Whether some position of the window covers nothing of the image. */
    static boolean isPadded(SlidingWindow window) {
        return isSpaced(window) || isPadded(window.rows()) || isPadded(window.columns());
    }

    private static boolean isPadded(WindowAxis axis) {
        return axis.first(0) > 0 || axis.end(axis.out() - 1) < axis.taps() || axis.end(0) < axis.taps()
                || axis.first(axis.out() - 1) > 0;
    }
}
