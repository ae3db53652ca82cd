package dev.halfstep.op.conv;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.SlidingWindow.WindowAxis;
import dev.halfstep.problem.Problem;

/** Whether a sliding window may reach beyond the image. */
public enum Padding {
    /** It may, so that there are as many positions as strides in the image. */
    SAME,
    /** It may not. */
    VALID;

    /**
     * The padding of the schema's number.
     *
     * @throws Problem if there is none
     */
    static Padding of(int number) {
        return switch (number) {
            case 0 -> SAME;
            case 1 -> VALID;
            default -> throw Problem.of("there is no padding of number " + number);
        };
    }

    /** The schema's number. */
    int number() {
        return this == SAME ? 0 : 1;
    }

    /**
     * A window that slides along an axis of an image.
     *
     * @param in the image's extent
     * @param taps the window's extent
     * @throws Problem if an extent is zero, or the window is far larger than the image
     */
    WindowAxis axis(int in, int taps, int stride, int dilation) {
        require(in > 0 && taps > 0, () -> "a window of extent " + taps + " does not go over an image of extent " + in);
        long covered = (taps - 1L) * dilation + 1;
        long reach = switch (this) {
            case SAME -> (long) in + stride - 1;
            case VALID -> (long) in + stride - covered;
        };
        require(covered <= Integer.MAX_VALUE && reach / stride >= 0,
                () -> "a window of " + covered + " places does not go over an image of " + in);
        return WindowAxis.of(in, (int) Math.min(reach / stride, Integer.MAX_VALUE), taps, stride, dilation);
    }

    /**
     * How far the windows of {@link #SAME} reach beyond an image, before and behind it together; where that is odd, TensorFlow has one
     * more behind.
     *
     * @param in the image's extent
     * @param taps the window's extent
     * @throws Problem if that is further than an image can be
     */
    public static int surplus(int in, int taps, int stride, int dilation) {
        long positions = ((long) in + stride - 1) / stride;
        long covered = (positions - 1) * stride + (taps - 1L) * dilation + 1;
        long surplus = Math.max(covered - in, 0);
        require(surplus <= Integer.MAX_VALUE,
                () -> "a window of " + covered + " places does not go over an image of " + in);
        return (int) surplus;
    }

    /**
     * Makes sure that steps lead forward.
     *
     * @param what strides, for instance
     * @throws Problem if not
     */
    static void requirePositive(String what, int height, int width) {
        require(height > 0 && width > 0, () -> what + " must be at least 1, not " + height + " and " + width);
    }
}
