package dev.halfstep.assemble;

import dev.halfstep.op.conv.Padding;
import dev.halfstep.tensor.Shape;

/**
 * How a window slides over {@code [batch, row, column, channel]}.
 *
 * @param height rows of the window
 * @param width columns of the window
 * @param strideHeight rows from one position to the next
 * @param strideWidth columns from one position to the next
 * @param dilationHeight rows from one tap to the next
 * @param dilationWidth columns from one tap to the next
 * @param top rows around the image that are added above it
 * @param left columns that are added on its left
 * @param bottom rows that are added below it
 * @param right columns that are added on its right
 */
public record Sliding(int height, int width, int strideHeight, int strideWidth, int dilationHeight, int dilationWidth,
        int top, int left, int bottom, int right) {

    /** A window that goes from place to place, within the image. */
    public static Sliding of(int height, int width) {
        return new Sliding(height, width, 1, 1, 1, 1, 0, 0, 0, 0);
    }

    /** With other strides. */
    public Sliding strides(int down, int across) {
        return new Sliding(height, width, down, across, dilationHeight, dilationWidth, top, left, bottom, right);
    }

    /** With other dilations. */
    public Sliding dilations(int down, int across) {
        return new Sliding(height, width, strideHeight, strideWidth, down, across, top, left, bottom, right);
    }

    /** With other borders. */
    public Sliding borders(int above, int onLeft, int below, int onRight) {
        return new Sliding(height, width, strideHeight, strideWidth, dilationHeight, dilationWidth, above, onLeft,
                below, onRight);
    }

    /**
     * With the borders that make as many positions as there are strides in the image; where their sum is odd, one more comes behind.
     *
     * @param image {@code [batch, row, column, channel]}
     */
    public Sliding same(Shape image) {
        int down = Padding.surplus(image.extent(1), height, strideHeight, dilationHeight);
        int across = Padding.surplus(image.extent(2), width, strideWidth, dilationWidth);
        return borders(down / 2, across / 2, down - down / 2, across - across / 2);
    }

    /** The borders before and behind each of the four axes. */
    int[][] borders() {
        return new int[][] {{0, 0}, {top, bottom}, {left, right}, {0, 0}};
    }

    boolean hasBorders() {
        return top > 0 || left > 0 || bottom > 0 || right > 0;
    }

    /** {@code SAME} where that gives these borders; else the window stays within an image that has them already. */
    Padding padding(Shape image) {
        return hasBorders() && equals(same(image)) ? Padding.SAME : Padding.VALID;
    }
}
