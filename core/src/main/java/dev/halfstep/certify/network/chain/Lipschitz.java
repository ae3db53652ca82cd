package dev.halfstep.certify.network.chain;

import java.util.Arrays;

/**
 * How much changes of what a layer gives, or of a feature, can change an output at most: by the product of the spectral norms of the
 * layers behind, since activations change nothing by more than it is changed, or of the sums of their weights without signs.
 */
public final class Lipschitz {

    /** A matrix is squared so often to bound its norm. */
    private static final int SQUARINGS = 3;

    private final FloatChain network;
    private final int target;
    private final double[] after;

    public Lipschitz(FloatChain network, int target) {
        this.network = network;
        this.target = target;
        after = new double[network.layers().size()];
        int last = after.length - 1;
        after[last] = 1;
        double norm = Math.sqrt(square(row(network.layers().get(last), target)));
        for (int l = last - 1; l >= 0; l--) {
            after[l] = norm;
            norm *= norm(network.layers().get(l));
        }
    }

    /** By how much the output may change for a change of what a layer gives, in the Euclidean norm. */
    public double after(int layer) {
        return after[layer];
    }

    /** By how much the output may change for a change of a feature. */
    public double of(int feature) {
        double[] column = new double[network.layers().getFirst().outputs()];
        FloatChain.Layer first = network.layers().getFirst();
        Arrays.setAll(column, k -> first.weight(k, feature));
        double bySpectra = network.layers().size() == 1 ? Math.abs(first.weight(target, feature))
                : Math.sqrt(square(column)) * after[0];
        return Math.min(bySpectra, network.slopes()[target][feature]);
    }

    private static double[] row(FloatChain.Layer layer, int output) {
        return Arrays.copyOfRange(layer.weights(), output * layer.inputs(), (output + 1) * layer.inputs());
    }

    private static double square(double[] values) {
        return Arrays.stream(values).map(value -> value * value).sum();
    }

    /**
     * A bound of a layer's spectral norm: with {@code A} its weights times their transpose, {@code |A^n|^(1/2n)} in the Frobenius norm,
     * which comes the closer the larger {@code n} is.
     */
    private static double norm(FloatChain.Layer layer) {
        double[][] power = gram(layer);
        double exponent = 2;
        for (int i = 0; i < SQUARINGS; i++) {
            power = squared(power);
            exponent *= 2;
        }
        double norm = Math.pow(Arrays.stream(power).mapToDouble(Lipschitz::square).sum(), 1 / (2 * exponent));
        double frobenius = Math.sqrt(square(layer.weights()));
        // Room for rounding on the way.
        return Double.isFinite(norm) ? Math.min(norm, frobenius) * (1 + 1e-6) : frobenius;
    }

    /** The products of a layer's rows, or of its columns if these are fewer. */
    private static double[][] gram(FloatChain.Layer layer) {
        boolean ofRows = layer.outputs() <= layer.inputs();
        int size = Math.min(layer.inputs(), layer.outputs());
        int length = Math.max(layer.inputs(), layer.outputs());
        var gram = new double[size][size];
        for (int a = 0; a < size; a++) {
            for (int b = 0; b <= a; b++) {
                double sum = 0;
                for (int i = 0; i < length; i++) {
                    sum += ofRows ? layer.weight(a, i) * layer.weight(b, i) : layer.weight(i, a) * layer.weight(i, b);
                }
                gram[a][b] = sum;
                gram[b][a] = sum;
            }
        }
        return gram;
    }

    private static double[][] squared(double[][] matrix) {
        int size = matrix.length;
        var square = new double[size][size];
        for (int a = 0; a < size; a++) {
            for (int i = 0; i < size; i++) {
                double by = matrix[a][i];
                for (int b = 0; b < size; b++) {
                    square[a][b] += by * matrix[i][b];
                }
            }
        }
        return square;
    }
}
