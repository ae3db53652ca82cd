package dev.halfstep.kernel.rows;

/** Softmax of real numbers, its logarithm, and division by the length, row by row. */
public final class RealRows {

    private static final float SHORTEST = 1e-6f;

    private RealRows() {}

    /** {@code exp(beta x)}, divided by the sum of these in the row. */
    public static void softmax(float[] in, int rows, int depth, float beta, float[] out) {
        for (int row = 0; row < rows; row++) {
            int from = row * depth;
            float largest = largest(in, from, depth);
            float sum = 0;
            for (int i = from; i < from + depth; i++) {
                out[i] = (float) Math.exp((in[i] - largest) * beta);
                sum += out[i];
            }
            for (int i = from; i < from + depth; i++) {
                out[i] /= sum;
            }
        }
    }

    /** {@code x} minus the logarithm of the sum of {@code exp(x)} in the row. */
    public static void logSoftmax(float[] in, int rows, int depth, float[] out) {
        for (int row = 0; row < rows; row++) {
            int from = row * depth;
            float largest = largest(in, from, depth);
            float sum = 0;
            for (int i = from; i < from + depth; i++) {
                sum += (float) Math.exp(in[i] - largest);
            }
            float logarithm = (float) Math.log(sum);
            for (int i = from; i < from + depth; i++) {
                out[i] = in[i] - largest - logarithm;
            }
        }
    }

    private static float largest(float[] in, int from, int depth) {
        float largest = -Float.MAX_VALUE;
        for (int i = from; i < from + depth; i++) {
            largest = Math.max(largest, in[i]);
        }
        return largest;
    }

    /** Each row divided by its Euclidean length. */
    public static void normalize(float[] in, int rows, int depth, float[] out) {
        for (int row = 0; row < rows; row++) {
            int from = row * depth;
            float sum = 0;
            for (int i = from; i < from + depth; i++) {
                sum += in[i] * in[i];
            }
            float length = Math.max((float) Math.sqrt(sum), SHORTEST);
            for (int i = from; i < from + depth; i++) {
                out[i] = in[i] / length;
            }
        }
    }
}
