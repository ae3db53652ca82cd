package dev.halfstep.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;

/**
 * Room for a fixed number of rows in native memory, used again and again: inputs go in, slopes of the loss come out.
 *
 * <p>
 * PyTorch allocated the memory, at its own alignment, so that its results do not depend on where Java's memory lies; the
 * buffers look into it and are valid as long as the manager is open.
 */
final class Batch {

    private final Examples examples;
    private final int rows;
    private final NDArray inputs;
    private final FloatBuffer inputBuffer;
    private final NDArray slopes;
    private final FloatBuffer slopeBuffer;
    private final float[] labels;
    private final float[] errors;

    Batch(NDManager manager, Examples examples, int rows) {
        this.examples = examples;
        this.rows = rows;
        inputs = manager.zeros(new Shape(rows, examples.features()));
        inputBuffer = inputs.toByteBuffer(true).asFloatBuffer();
        slopes = manager.zeros(new Shape(rows, examples.outputs()));
        slopeBuffer = slopes.toByteBuffer(true).asFloatBuffer();
        labels = new float[rows * examples.outputs()];
        errors = new float[labels.length];
    }

    /** [rows, features]. */
    NDArray inputs() {
        return inputs;
    }

    /** [rows, outputs]: the derivative of the mean loss by each prediction, after {@link #loss}. */
    NDArray slopes() {
        return slopes;
    }

    int rows() {
        return rows;
    }

    /** Fills the batch with the examples that the order names from a position on. */
    void load(int[] order, int from) {
        int features = examples.features();
        int outputs = examples.outputs();
        for (int row = 0; row < rows; row++) {
            int example = order[from + row];
            inputBuffer.put(row * features, examples.x(), example * features, features);
            System.arraycopy(examples.y(), example * outputs, labels, row * outputs, outputs);
        }
    }

    /**
     * Compares predictions with the labels and sets the slopes.
     *
     * @param predictions
     *            [rows, outputs]
     * @return the sum of the losses over rows and outputs, not finite when any is not
     */
    double loss(NDArray predictions, Loss loss) {
        predictions.toByteBuffer(true).asFloatBuffer().get(errors);
        double sum = loss(errors, loss, errors);
        slopeBuffer.put(0, errors);
        return sum;
    }

    /**
     * Compares predictions in Java's memory with the labels.
     *
     * @param predictions
     *            [rows, outputs]
     * @param derivatives
     *            set to the derivative of the mean loss by each prediction; may be the same array
     * @return as {@link #loss(NDArray, Loss)}
     */
    double loss(float[] predictions, Loss loss, float[] derivatives) {
        float share = 1f / labels.length;
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            float error = predictions[i] - labels[i];
            sum += loss.of(error);
            derivatives[i] = loss.slope(error) * share;
        }
        return sum;
    }
}
