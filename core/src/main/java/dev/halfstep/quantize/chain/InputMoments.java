package dev.halfstep.quantize.chain;

import org.jspecify.annotations.Nullable;

/**
 * Means and covariances of a layer's input codes over some rows, as rounding with feedback needs them.
 *
 * @param means {@code [input]}
 * @param root {@code [input][input]}, upper triangular, with {@code rootᵀ · root} the covariance
 */
record InputMoments(double[] means, double[][] root) {

    /** Keeps the covariance of inputs that depend on each other, or never change, from being singular. */
    private static final double RIDGE = 1e-4;

    /** Moments that make rounding with feedback the rounding of each weight to its nearest code. */
    static InputMoments independent(int width) {
        var root = new double[width][width];
        for (int i = 0; i < width; i++) {
            root[i][i] = 1;
        }
        return new InputMoments(new double[width], root);
    }

    /**
     * Moments over all rows, weighted.
     *
     * @param codes {@code [input][row]}
     * @param weights of each row; {@code null} for 1
     */
    static InputMoments of(int[][] codes, float @Nullable [] weights) {
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
        return new InputMoments(means, root(covariance(centred, total)));
    }

    private static double[][] covariance(float[][] centred, double total) {
        int width = centred.length;
        var covariance = new double[width][width];
        double trace = 0;
        for (int i = 0; i < width; i++) {
            for (int j = i; j < width; j++) {
                covariance[i][j] = dot(centred[i], centred[j]) / total;
            }
            trace += covariance[i][i];
        }
        for (int i = 0; i < width; i++) {
            covariance[i][i] += RIDGE * trace / width + Double.MIN_NORMAL;
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

    /** The upper triangular root of a symmetric matrix of which the upper triangle is given (Cholesky). */
    private static double[][] root(double[][] matrix) {
        int width = matrix.length;
        var root = new double[width][width];
        for (int i = 0; i < width; i++) {
            double square = matrix[i][i];
            for (int k = 0; k < i; k++) {
                square -= root[k][i] * root[k][i];
            }
            double pivot = Math.sqrt(Math.max(square, matrix[i][i] * 1e-9 + Double.MIN_NORMAL));
            root[i][i] = pivot;
            for (int j = i + 1; j < width; j++) {
                double sum = matrix[i][j];
                for (int k = 0; k < i; k++) {
                    sum -= root[k][i] * root[k][j];
                }
                root[i][j] = sum / pivot;
            }
        }
        return root;
    }
}
