package dev.halfstep.explain.budget;

import dev.halfstep.lower.Dense.CodedDense;
import dev.halfstep.tensor.Quantization;
import java.util.stream.IntStream;

/**
 * What a dense layer does with its sums where it gives codes: the bias, rescaling, rounding and saturation. With all sources
 * switched on that is the integer kernel, code for code: sums of whole numbers below 2^53 are exact in double precision.
 */
final class IntegerOutputStep implements SimulationStep {

    private static final double WORD = 0x1p32;

    private final CodedDense layer;
    /** Biases as the model has them, in integers. */
    private final DenseParameters codes;
    /** The same as they were meant to be, in fractions of codes. */
    private final DenseParameters meant;
    /** The scale of the output. */
    private final float scale;
    private final Sources sources;
    /** How many rows of the layer's own one row of the model has. */
    private final int repeats;

    /**
     * Indices of the step's sources.
     *
     * @param biases {@link ProductStep#NONE} where it is not known what they were meant to be
     * @param rescaling {@link ProductStep#NONE} where the sums cannot grow so large that integers overflow
     */
    record Sources(int biases, int rounding, int clipping, int rescaling) {}

    IntegerOutputStep(CodedDense layer, DenseParameters codes, DenseParameters meant, float scale, Sources sources,
            int repeats) {
        this.layer = layer;
        this.codes = codes;
        this.meant = meant;
        this.scale = scale;
        this.sources = sources;
        this.repeats = repeats;
    }

    @Override
    public int width() {
        return repeats * codes.outputs();
    }

    @Override
    public int[] sources() {
        return IntStream.of(sources.biases, sources.rounding, sources.clipping, sources.rescaling)
                .filter(s -> s != ProductStep.NONE).toArray();
    }

    @Override
    public void run(boolean[] on, double[] in, int rows, double[] out) {
        double[] bias = sources.biases == ProductStep.NONE || on[sources.biases] ? codes.bias() : meant.bias();
        boolean rescaling = sources.rescaling != ProductStep.NONE && on[sources.rescaling];
        boolean rounding = on[sources.rounding];
        double low = on[sources.clipping] ? layer.min() - layer.outputZeroPoint() : codes.activation().min() / scale;
        double high = on[sources.clipping] ? layer.max() - layer.outputZeroPoint() : codes.activation().max() / scale;
        int outputs = bias.length;
        for (int row = 0; row < rows * repeats; row++) {
            for (int o = 0; o < outputs; o++) {
                int i = row * outputs + o;
                double sum = in[i] + bias[o];
                double scaled = rescaling ? integer(sum, o, rounding) : real(sum, layer.scales()[o], rounding);
                out[i] = Math.clamp(scaled, low, high);
            }
        }
    }

    private static double real(double sum, double scale, boolean rounding) {
        double scaled = sum * scale;
        return rounding ? Quantization.roundHalfAway(scaled) : scaled;
    }

    /** As the integer kernel does, with its overflows. */
    private double integer(double sum, int output, boolean rounding) {
        double wrapped = layer.wide() ? sum : wrapped(sum);
        if (rounding && wrapped == Math.rint(wrapped)) {
            int zero = layer.outputZeroPoint();
            return (double) (layer.rescaled((long) wrapped, output) + zero) - zero;
        }
        double scaled = real(wrapped, layer.scales()[output], rounding);
        return Math.abs(scaled) < WORD / 2 ? scaled : -WORD / 2;
    }

    /** A sum as 32 bits hold it. */
    private static double wrapped(double sum) {
        return sum >= -WORD / 2 && sum < WORD / 2 ? sum : sum - WORD * Math.floor((sum + WORD / 2) / WORD);
    }
}
