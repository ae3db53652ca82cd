package dev.halfstep.lower;

/**
 * A window that slides along one axis of an image. At its position {@code o}, each tap covers the index
 * {@code o * stride - before + tap * dilation}; taps outside of the image are left out.
 *
 * @param in the image's extent
 * @param out how many positions there are
 * @param taps the window's extent, at least 1
 * @param stride from one position to the next, at least 1
 * @param dilation from one tap to the next, at least 1
 * @param before how far the first position begins before the image
 */
public record WindowAxis(int in, int out, int taps, int stride, int dilation, int before) {

    /** A window with as much padding as its positions need, the odd one behind. */
    public static WindowAxis of(int in, int out, int taps, int stride, int dilation) {
        long covered = (out - 1L) * stride + (taps - 1L) * dilation + 1;
        return new WindowAxis(in, out, taps, stride, dilation, (int) (Math.max(0, covered - in) / 2));
    }

    private long start(int position) {
        return (long) position * stride - before;
    }

    /** The first tap that lies in the image. */
    public int first(int position) {
        return taps(-start(position));
    }

    /** The tap behind the last one that lies in the image; not above {@link #first} if none does. */
    public int end(int position) {
        return taps(in - start(position));
    }

    /** How many taps it takes to get over a distance. */
    private int taps(long distance) {
        return distance <= 0 ? 0 : (int) Math.min(taps, (distance + dilation - 1) / dilation);
    }

    /** The index in the image that a tap covers. */
    public int index(int position, int tap) {
        return (int) (start(position) + (long) tap * dilation);
    }
}
