package dev.halfstep.quantize.scale;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Means and covariances of a layer's input codes over some rows, as rounding with feedback needs them. Work grows with the cube of
 * the inputs that are looked at together; of more than {@value #TOGETHER}, each with its neighbours is.
 *
 * @param means {@code [input]}
 * @param root rows of an upper triangular matrix, each from its diagonal on as far as inputs are looked at together, with
 *        {@code rootᵀ · root} the covariance
 */
public record InputMoments(double[] means, double[][] root) {

    /** More inputs than these have no more directions than the usual number of rows. */
    static final int TOGETHER = 1024;

    /** Keeps the covariance of inputs that depend on each other, or never change, from being singular. */
    private static final double RIDGE = 1e-4;

    /** Moments that make rounding with feedback the rounding of each weight to its nearest code. */
    public static InputMoments independent(int width) {
        var root = new double[width][];
        Arrays.setAll(root, i -> new double[] {1});
        return new InputMoments(new double[width], root);
    }

    /**
     * Moments over all rows, weighted.
     *
     * @param codes {@code [input][row]}
     * @param weights of each row; {@code null} for 1
     */
    public static InputMoments of(int[][] codes, float @Nullable [] weights) {
        int width = codes.length;
        int rows = codes[0].length;
        double total = 0;
        for (int n = 0; n < rows; n++) {
            total += weights == null ? 1 : weights[n];
        }
        var means = new double[width];
        var centred = new float[width][rows];
        for (int i = 0; i < width; i++) {
            double sum = 0;
            for (int n = 0; n < rows; n++) {
                sum += (weights == null ? 1 : weights[n]) * (double) codes[i][n];
            }
            means[i] = sum / total;
            for (int n = 0; n < rows; n++) {
                double root = weights == null ? 1 : Math.sqrt(weights[n]);
                centred[i][n] = (float) (root * (codes[i][n] - means[i]));
            }
        }
        double[][] root = covariance(centred, total);
        for (int from = 0; from < width; from += TOGETHER) {
            takeRoot(root, from, Math.min(width, from + TOGETHER));
        }
        return new InputMoments(means, root);
    }

    private static double[][] covariance(float[][] centred, double total) {
        int width = centred.length;
        var covariance = new double[width][];
        double trace = 0;
        for (int i = 0; i < width; i++) {
            int end = Math.min(width, (i / TOGETHER + 1) * TOGETHER);
            covariance[i] = new double[end - i];
            for (int j = i; j < end; j++) {
                covariance[i][j - i] = dot(centred[i], centred[j]) / total;
            }
            trace += covariance[i][0];
        }
        for (double[] row : covariance) {
            row[0] += RIDGE * trace / width + Double.MIN_NORMAL;
        }
        return covariance;
    }

    private static double dot(float[] a, float[] b) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int n = 0;
        for (; n + 3 < a.length; n += 4) {
            s0 += a[n] * b[n];
            s1 += a[n + 1] * b[n + 1];
            s2 += a[n + 2] * b[n + 2];
            s3 += a[n + 3] * b[n + 3];
        }
        for (; n < a.length; n++) {
            s0 += a[n] * b[n];
        }
        return (double) s0 + s1 + s2 + s3;
    }

    /**
     * Replaces a symmetric matrix, of which the upper triangle is given, by its upper triangular root (Cholesky), row by row, since
     * that is how it lies in memory.
     *
     * @param matrix of which the rows from {@code from} to {@code end} are one
     */
    private static void takeRoot(double[][] matrix, int from, int end) {
        for (int i = from; i < end; i++) {
            double[] row = matrix[i];
            double variance = row[0];
            for (int k = from; k < i; k++) {
                subtract(row, matrix[k][i - k], matrix[k], i - k);
            }
            double pivot = Math.sqrt(Math.max(row[0], variance * 1e-9 + Double.MIN_NORMAL));
            row[0] = pivot;
            for (int j = 1; j < row.length; j++) {
                row[j] /= pivot;
            }
        }
    }

    private static void subtract(double[] row, double factor, double[] other, int from) {
        for (int j = 0; j < row.length; j++) {
            row[j] -= factor * other[from + j];
        }
    }
}
