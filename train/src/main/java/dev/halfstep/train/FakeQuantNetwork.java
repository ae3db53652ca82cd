package dev.halfstep.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * The integer network computed in floats on the native side, and its straight-through gradient.
 *
 * <p>
 * Everything is counted in codes. Sums of products of whole numbers are exact in float32 up to 2²⁴, whatever the order in which
 * they are added up, which holds for any codes of up to 518 inputs and for all but strange ones of many more; what follows is
 * done in double precision by {@link FakeQuantLayer#rescale}. So the forward pass gives the codes of the integer kernels, not
 * codes close to them. Only the codes of the last layer are left unrounded, see {@link FineTuner}.
 *
 * <p>
 * The gradient takes rounding for the identity (Bengio, Léonard and Courville, "Estimating or propagating gradients through
 * stochastic neurons", 2013), and clamping for what it is. With it, ∂S for the sums S and W for the rounded weights, the formulas
 * are those of {@link Network}. As there, only what grows with the product of two widths is native.
 */
final class FakeQuantNetwork implements AutoCloseable {

    private final NDManager manager;
    private final List<FakeQuantLayer> layers;
    private final ParameterLayout layout;
    private final Loss loss;
    private final float unit;
    private final float[] codes;
    private final FloatBuffer nativeCodes;
    private final NDArray[] kernels;
    private final int[][] biases;

    /**
     * A network without parameters yet; see {@link #set}.
     *
     * @param loss
     *            what to make small
     * @param unit
     *            what an output code stands for in the unit of the goal that the examples hold
     */
    FakeQuantNetwork(IntegerChain chain, Loss loss, float unit) {
        this.loss = loss;
        this.unit = unit;
        layers = chain.layers();
        layout = chain.layout();
        manager = Torch.newManager();
        codes = new float[layout.size()];
        NDArray flat = manager.zeros(new Shape(layout.size()));
        nativeCodes = values(flat);
        kernels = new NDArray[layers.size()];
        biases = new int[layers.size()][];
        for (int l = 0; l < kernels.length; l++) {
            kernels[l] = flat.get("{}:{}", layout.kernelAt(l), layout.biasAt(l))
                    .reshape(new Shape(layout.outputs(l), layout.inputs(l)));
        }
    }

    /** Room for a number of rows in one pass, freed with this network. */
    final class Pass {

        private final Batch batch;
        /** What each layer reads, and where it is in memory; the batch holds what the first one reads. */
        private final NDArray[] inputs = new NDArray[layers.size()];
        private final FloatBuffer[] inputBuffers = new FloatBuffer[layers.size()];
        private final NDArray[] slopes = new NDArray[layers.size()];
        private final FloatBuffer[] slopeBuffers = new FloatBuffer[layers.size()];
        private final float[][] sums = new float[layers.size()][];
        private final float[][] outputs = new float[layers.size()][];
        private final float[][] factors = new float[layers.size()][];

        private Pass(Examples examples, int rows) {
            batch = new Batch(manager, examples, rows);
            for (int l = 0; l < layers.size(); l++) {
                inputs[l] = l == 0 ? batch.inputs() : manager.zeros(new Shape(rows, layout.inputs(l)));
                inputBuffers[l] = values(inputs[l]);
                slopes[l] = manager.zeros(new Shape(rows, layout.outputs(l)));
                slopeBuffers[l] = values(slopes[l]);
                sums[l] = new float[rows * layout.outputs(l)];
                outputs[l] = new float[sums[l].length];
                factors[l] = new float[sums[l].length];
            }
        }

        int rows() {
            return batch.rows();
        }

        /** Fills the arrays with the examples that the order names from a position on. */
        void load(int[] order, int from) {
            batch.load(order, from);
        }

        /**
         * Runs the loaded rows.
         *
         * @return output codes less their zero point before rounding, [rows][outputs]; valid until the next run
         */
        float[] forward() {
            int last = layers.size() - 1;
            for (int l = 0; l <= last; l++) {
                values(Linear.linear(inputs[l], kernels[l]).head()).get(sums[l]);
                layers.get(l).rescale(sums[l], biases[l], l < last, outputs[l], factors[l]);
                if (l < last) {
                    inputBuffers[l + 1].put(0, outputs[l]);
                }
            }
            return outputs[last];
        }

        /** From derivatives by the output codes, which are changed, to those by the shadows. */
        private void backward(float[] derivatives, float[] gradient) {
            float[] current = derivatives;
            for (int l = layers.size() - 1; l >= 0; l--) {
                for (int i = 0; i < current.length; i++) {
                    current[i] *= factors[l][i];
                }
                slopeBuffers[l].put(0, current);
                FloatBuffer kernel = values(slopes[l].transpose().matMul(inputs[l]));
                kernel.get(gradient, layout.kernelAt(l), kernel.remaining());
                biasGradient(l, current, gradient);
                if (l > 0) {
                    current = sums[l - 1]; // no longer needed
                    values(slopes[l].matMul(kernels[l])).get(current);
                }
            }
        }

        private void biasGradient(int l, float[] slopesOfSums, float[] gradient) {
            int width = layout.outputs(l);
            float share = layers.get(l).hasBias() ? 1 / layers.get(l).inputScale() : 0;
            for (int o = 0; o < width; o++) {
                float sum = 0;
                for (int i = o; i < slopesOfSums.length; i += width) {
                    sum += slopesOfSums[i];
                }
                gradient[layout.biasAt(l) + o] = sum * share;
            }
        }
    }

    Pass newPass(Examples examples, int rows) {
        return new Pass(examples, rows);
    }

    /** Takes over the codes that the shadows round to. */
    void set(FakeQuantParameters parameters) {
        parameters.roundWeights(codes);
        nativeCodes.put(0, codes);
        for (int l = 0; l < biases.length; l++) {
            biases[l] = parameters.biases(l);
        }
    }

    /**
     * The sum of the losses of a loaded pass over its rows and outputs, and the gradient of the mean loss.
     *
     * @param gradient
     *            filled in, for each shadow in the order of the layout: of the mean loss divided by the unit, that is counted in
     *            output codes, which keeps it of a size that Adam's epsilon does not touch
     */
    double loss(Pass pass, float[] gradient) {
        try (var _ = new NDScope()) {
            float[] outputs = pass.forward();
            float[] predictions = pass.sums[layers.size() - 1]; // its sums are no longer needed
            for (int i = 0; i < outputs.length; i++) {
                predictions[i] = outputs[i] * unit;
            }
            double sum = pass.batch.loss(predictions, loss, predictions);
            pass.backward(predictions, gradient);
            return sum;
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
