package dev.halfstep.onnx.op;

import static dev.halfstep.onnx.network.Call.requireThat;

import dev.halfstep.assemble.Sliding;
import dev.halfstep.onnx.read.Attributes;
import dev.halfstep.op.conv.Padding;
import dev.halfstep.problem.Problem;
import java.util.Arrays;

/**
 * How a window slides over an image of one or two axes, as ONNX says it: strides, dilations and borders for each axis.
 *
 * @param taps how long the window is
 * @param strides from one position to the next
 * @param dilations from one tap to the next
 * @param before how much is added before the image
 * @param behind how much is added behind it
 */
record Window(int[] taps, int[] strides, int[] dilations, int[] before, int[] behind) {

    private static final int MOST = 1 << 20;

    /** How the borders are chosen. */
    enum AutoPad {
        NOTSET,
        SAME_UPPER,
        SAME_LOWER,
        VALID
    }

    /** A window with the borders that a node names. */
    static Window of(Attributes attributes, int... taps) {
        int[] ones = new int[taps.length];
        Arrays.fill(ones, 1);
        int[] strides = small(attributes, "strides", taps.length, ones, 1);
        int[] dilations = small(attributes, "dilations", taps.length, ones, 1);
        int[] pads = small(attributes, "pads", 2 * taps.length, new int[2 * taps.length], 0);
        return new Window(taps, strides, dilations, Arrays.copyOf(pads, taps.length),
                Arrays.copyOfRange(pads, taps.length, 2 * taps.length));
    }

    /** The numbers of an attribute that are within what a window can have. */
    static int[] small(Attributes attributes, String name, int count, int[] otherwise, int least) {
        long[] numbers = attributes.integers(name).orElseGet(() -> Arrays.stream(otherwise).asLongStream().toArray());
        requireThat(numbers.length == count && Arrays.stream(numbers).allMatch(n -> n >= least && n <= MOST),
                "its " + name + " are not " + count + " numbers from " + least + " to " + MOST);
        return Arrays.stream(numbers).mapToInt(n -> (int) n).toArray();
    }

    static AutoPad autoPad(Attributes attributes) {
        String name = attributes.text("auto_pad", "NOTSET");
        return Arrays.stream(AutoPad.values()).filter(each -> each.name().equals(name)).findFirst()
                .orElseThrow(() -> Problem.model("there is no auto_pad like that"));
    }

    /** With the borders that {@code auto_pad} asks for; the same if it asks for none. */
    Window padded(AutoPad auto, int[] image) {
        if (auto == AutoPad.NOTSET) {
            return this;
        }
        int[] front = new int[taps.length];
        int[] back = new int[taps.length];
        for (int axis = 0; axis < taps.length && auto != AutoPad.VALID; axis++) {
            int surplus = Padding.surplus(image[axis], taps[axis], strides[axis], dilations[axis]);
            front[axis] = auto == AutoPad.SAME_UPPER ? surplus / 2 : surplus - surplus / 2;
            back[axis] = surplus - front[axis];
        }
        return new Window(taps, strides, dilations, front, back);
    }

    /** As a window that slides over rows and columns. */
    Sliding sliding() {
        int last = taps.length - 1;
        boolean flat = last == 0;
        return Sliding.of(flat ? 1 : taps[0], taps[last]).strides(flat ? 1 : strides[0], strides[last])
                .dilations(flat ? 1 : dilations[0], dilations[last])
                .borders(flat ? 0 : before[0], before[last], flat ? 0 : behind[0], behind[last]);
    }
}
