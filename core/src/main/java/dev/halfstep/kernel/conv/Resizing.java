package dev.halfstep.kernel.conv;

import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.lower.LoweredResize.FixedAxis;
import dev.halfstep.lower.LoweredResize.Images;
import dev.halfstep.lower.LoweredResize.RealAxis;
import dev.halfstep.lower.LoweredResize.Reals;
import dev.halfstep.lower.LoweredResize.SignedCodes;
import dev.halfstep.lower.LoweredResize.UnsignedCodes;

/** Loops over images of other extents. */
public final class Resizing {

    private Resizing() {}

    /** What is done at a position of the output, for the elements of all channels. */
    @FunctionalInterface
    private interface Position {
        /**
         * Fills a position.
         *
         * @param row of the output
         * @param column of the output
         * @param corners where the four positions of the input begin: upper left, lower left, upper right, lower right
         * @param out where that of the output begins
         */
        void fill(int row, int column, int[] corners, int out);
    }

    private static Step positions(Images images, int[][] rows, int[][] columns, Position position) {
        var corners = new int[4];
        return () -> {
            int out = 0;
            for (int batch = 0; batch < images.batches(); batch++) {
                int image = batch * images.rows();
                for (int row = 0; row < rows[0].length; row++) {
                    for (int column = 0; column < columns[0].length; column++) {
                        for (int corner = 0; corner < corners.length; corner++) {
                            int line = image + rows[corner % 2][row];
                            corners[corner] =
                                    (line * images.columns() + columns[corner / 2][column]) * images.channels();
                        }
                        position.fill(row, column, corners, out);
                        out += images.channels();
                    }
                }
            }
        };
    }

    private static int[][] bounds(RealAxis axis) {
        return new int[][] {axis.lower(), axis.upper()};
    }

    private static int[][] bounds(FixedAxis axis) {
        return new int[][] {axis.lower(), axis.upper()};
    }

    /** In {@code float}. */
    public static Step reals(Reals node, float[] in, float[] out) {
        int channels = node.images().channels();
        float[] down = node.rows().beyond();
        float[] right = node.columns().beyond();
        return positions(node.images(), bounds(node.rows()), bounds(node.columns()), (row, column, corners, to) -> {
            for (int c = 0; c < channels; c++) {
                out[to + c] = Reals.between(in[corners[0] + c], in[corners[1] + c], in[corners[2] + c],
                        in[corners[3] + c], down[row], right[column]);
            }
        });
    }

    /** Of codes from 0 to 255. */
    public static Step unsignedCodes(UnsignedCodes node, byte[] in, byte[] out) {
        int channels = node.images().channels();
        float[] down = node.rows().beyond();
        float[] right = node.columns().beyond();
        return positions(node.images(), bounds(node.rows()), bounds(node.columns()), (row, column, corners, to) -> {
            for (int c = 0; c < channels; c++) {
                out[to + c] = (byte) UnsignedCodes.between(in[corners[0] + c] & 0xff, in[corners[1] + c] & 0xff,
                        in[corners[2] + c] & 0xff, in[corners[3] + c] & 0xff, down[row], right[column]);
            }
        });
    }

    /** Of codes with a sign. */
    public static Step signedCodes(SignedCodes node, IntegerArray in, IntegerArray out) {
        int channels = node.images().channels();
        int[] down = node.rows().beyond();
        int[] right = node.columns().beyond();
        return positions(node.images(), bounds(node.rows()), bounds(node.columns()), (row, column, corners, to) -> {
            for (int c = 0; c < channels; c++) {
                out.set(to + c, SignedCodes.between(in.get(corners[0] + c), in.get(corners[1] + c),
                        in.get(corners[2] + c), in.get(corners[3] + c), down[row], right[column]));
            }
        });
    }
}
