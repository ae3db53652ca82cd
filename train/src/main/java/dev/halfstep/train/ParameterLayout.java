package dev.halfstep.train;

import dev.halfstep.problem.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where each layer's parameters lie in the one flat vector that Adam works on: kernel, bias, kernel, bias, and so on.
 *
 * @param widths
 *            features, units of each hidden layer, outputs; layer i goes from widths[i] to widths[i + 1]
 */
record ParameterLayout(List<Integer> widths) {

    /** What each parameter costs on the heap: weight, gradient, two moments, the best weights, the result twice. */
    private static final int BYTES_PER_PARAMETER = 7 * Float.BYTES;

    /** A native array must fit one Java buffer. */
    private static final int MOST_NUMBERS = Integer.MAX_VALUE / Float.BYTES;

    /** @throws Problem if the network has more parameters than this JVM can hold */
    static ParameterLayout of(int features, List<Integer> hidden, int outputs) {
        var widths = new ArrayList<Integer>(hidden.size() + 2);
        widths.add(features);
        widths.addAll(hidden);
        widths.add(outputs);
        var layout = new ParameterLayout(List.copyOf(widths));
        layout.checkMemory(Runtime.getRuntime().maxMemory());
        return layout;
    }

    void checkMemory(long available) {
        double parameters = 0;
        for (int layer = 0; layer < layers(); layer++) {
            parameters += (inputs(layer) + 1.0) * outputs(layer);
        }
        double bytes = parameters * BYTES_PER_PARAMETER;
        if (bytes > available || parameters > MOST_NUMBERS) {
            throw Problem
                    .of(String.format(Locale.ROOT,
                            "a network of %,.0f parameters needs %,.0f MB of memory, and Java may use %,d MB",
                            parameters, bytes / 1e6, available / 1_000_000))
                    .remedy("Use fewer or smaller hidden layers.");
        }
    }

    /** @throws Problem if the values of so many rows in the widest layer are more than fit one buffer */
    void checkBatch(int rows) {
        if ((long) rows * widest() > MOST_NUMBERS) {
            throw Problem.limit("a batch of " + rows + " rows is too large for a layer of " + widest() + " numbers")
                    .remedy("Use smaller batches.");
        }
    }

    int layers() {
        return widths.size() - 1;
    }

    int inputs(int layer) {
        return widths.get(layer);
    }

    int outputs(int layer) {
        return widths.get(layer + 1);
    }

    /** The number of units of the widest layer, or of features where those are more. */
    int widest() {
        return widths.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    int kernelAt(int layer) {
        int at = 0;
        for (int before = 0; before < layer; before++) {
            at += (inputs(before) + 1) * outputs(before);
        }
        return at;
    }

    int biasAt(int layer) {
        return kernelAt(layer) + inputs(layer) * outputs(layer);
    }

    /** The number of parameters. */
    int size() {
        return kernelAt(layers());
    }

    /**
     * Initial weights as Keras draws them: kernels uniform in ±√(6 / (inputs + outputs)), biases 0. Source: Glorot and
     * Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010, formula 16.
     */
    float[] initial(Draws draws) {
        var parameters = new float[size()];
        for (int layer = 0; layer < layers(); layer++) {
            double limit = Math.sqrt(6.0 / ((double) inputs(layer) + outputs(layer)));
            for (int i = kernelAt(layer); i < biasAt(layer); i++) {
                parameters[i] = draws.within(limit);
            }
        }
        return parameters;
    }

    /** Cuts the flat vector into layers, the last one linear. */
    List<DenseLayer> cut(float[] parameters) {
        var cut = new ArrayList<DenseLayer>();
        for (int layer = 0; layer < layers(); layer++) {
            float[] kernel = Arrays.copyOfRange(parameters, kernelAt(layer), biasAt(layer));
            float[] bias = Arrays.copyOfRange(parameters, biasAt(layer), kernelAt(layer + 1));
            cut.add(new DenseLayer(kernel, bias, inputs(layer), outputs(layer), layer < layers() - 1));
        }
        return cut;
    }
}
