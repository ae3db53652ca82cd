package dev.halfstep.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A dense network on the native side: predictions, and the gradient of the loss by every parameter.
 *
 * <p>
 * All parameters are one native vector, of which the layers' kernels and biases are views; {@link #set} changes them all
 * at once. The gradient is written out, layer by layer from the last to the first, with z = a·Kᵀ + b and a = max(0, z):
 *
 * <pre>
 * ∂K = (∂z)ᵀ · a of the layer before
 * ∂b = sum of ∂z over the rows
 * ∂z of the layer before = (∂z · K) where its a &gt; 0, else 0
 * </pre>
 *
 * For networks of this size the cost is the number of native calls, not the arithmetic. So only what grows with the
 * product of two widths is native; the loss, the sums over rows and Adam are Java's. A step takes a fifth of the time of
 * automatic differentiation and DJL's optimiser. It also leaves alone DJL's gradient collector, of which a process can
 * have only one, so that networks can be trained in several threads at once.
 */
final class Network implements AutoCloseable {

    private final NDManager manager;
    private final ParameterLayout layout;
    private final FloatBuffer parameters;
    private final NDArray[] kernels;
    private final NDArray[] biases;

    Network(ParameterLayout layout) {
        this.layout = layout;
        manager = Torch.newManager();
        NDArray flat = manager.zeros(new Shape(layout.size()));
        parameters = values(flat);
        int layers = layout.layers();
        kernels = new NDArray[layers];
        biases = new NDArray[layers];
        for (int i = 0; i < layers; i++) {
            Shape shape = new Shape(layout.outputs(i), layout.inputs(i));
            kernels[i] = flat.get("{}:{}", layout.kernelAt(i), layout.biasAt(i)).reshape(shape);
            biases[i] = flat.get("{}:{}", layout.biasAt(i), layout.kernelAt(i + 1));
        }
    }

    /** Room for a number of rows, freed with this network. */
    Batch newBatch(Examples examples, int rows) {
        return new Batch(manager, examples, rows);
    }

    /** Takes over the values of all parameters, in the order of the layout. */
    void set(float[] values) {
        parameters.put(0, values);
    }

    /** The sum of the losses of a loaded batch over its rows and outputs. */
    double loss(Batch batch, Loss loss) {
        try (var _ = new NDScope()) {
            NDArray[] outputs = forward(batch.inputs());
            return batch.loss(outputs[outputs.length - 1], loss);
        }
    }

    /**
     * Like {@link #loss}, and fills an array with the gradient of the mean loss.
     *
     * @param gradient
     *            one number for each parameter, in the order of the layout
     */
    double loss(Batch batch, Loss loss, float[] gradient) {
        try (var _ = new NDScope()) {
            NDArray[] outputs = forward(batch.inputs());
            double sum = batch.loss(outputs[outputs.length - 1], loss);
            backward(batch, outputs, gradient);
            return sum;
        }
    }

    /** The output of each layer, after its activation: [rows, outputs of the layer]. */
    private NDArray[] forward(NDArray inputs) {
        var outputs = new NDArray[layout.layers()];
        NDArray values = inputs;
        for (int i = 0; i < outputs.length; i++) {
            values = Linear.linear(values, kernels[i], biases[i]).head();
            if (i < outputs.length - 1) {
                values = Activation.relu(values);
            }
            outputs[i] = values;
        }
        return outputs;
    }

    private void backward(Batch batch, NDArray[] outputs, float[] gradient) {
        NDArray slopes = batch.slopes();
        for (int i = outputs.length - 1; i >= 0; i--) {
            NDArray inputs = i == 0 ? batch.inputs() : outputs[i - 1];
            FloatBuffer kernel = values(slopes.transpose().matMul(inputs));
            kernel.get(gradient, layout.kernelAt(i), kernel.remaining());
            sumOfRows(values(slopes), layout.outputs(i), gradient, layout.biasAt(i));
            if (i > 0) {
                slopes = slopes.matMul(kernels[i]).muli(inputs.sign());
            }
        }
    }

    /** Cheaper here than a reduction on the native side, and always in the same order. */
    private static void sumOfRows(FloatBuffer rows, int width, float[] sums, int at) {
        Arrays.fill(sums, at, at + width, 0);
        var row = new float[width];
        while (rows.hasRemaining()) {
            rows.get(row);
            for (int i = 0; i < width; i++) {
                sums[at + i] += row[i];
            }
        }
    }

    /** A look into native memory, valid as long as the array is open. */
    private static FloatBuffer values(NDArray array) {
        return array.toByteBuffer(true).asFloatBuffer();
    }

    @Override
    public void close() {
        manager.close();
    }
}
