package dev.halfstep.quantize.chain;

import dev.halfstep.lower.Dense.FloatDense;
import dev.halfstep.quantize.scale.UnitRounding;
import java.util.Arrays;

/**
 * The scale of each unit of a hidden layer: what one code of it stands for in the float network. Units share a tensor and so its
 * scale, but what goes into a unit may be multiplied by any factor that is taken back where it comes out (cross-layer
 * equalisation, Nagel et al. 2019), so that each uses all codes.
 *
 * <p>
 * There is freedom left: a slightly larger scale costs little, and with the right one the unit's weights in the next layer are whole
 * codes. With one output they can all be exact.
 */
final class UnitScales {

    /** With more outputs than these no scale suits them all. */
    private static final int MAX_OUTPUTS = 16;

    /** How much larger than needed a scale may become to suit several outputs. */
    private static final double MOST_WIDENING = 1.35;

    private UnitScales() {}

    /** The same scale for all units. */
    static double[] uniform(int units, double scale) {
        var scales = new double[units];
        Arrays.fill(scales, scale);
        return scales;
    }

    /**
     * Scales that are as small as the ranges allow, or a little larger where that makes the next layer's weights exact.
     *
     * @param smallest for each unit the smallest scale that its range allows
     * @param next the layer that reads the units
     */
    static double[] fitted(double[] smallest, FloatDense next) {
        double largest = Arrays.stream(smallest).max().orElseThrow();
        var scales = new double[smallest.length];
        for (int u = 0; u < scales.length; u++) {
            // A unit that the rows never wake keeps some room: other rows may.
            scales[u] = Math.max(smallest[u], largest > 0 ? largest * 1e-4 : 1e-6);
        }
        if (next.outputs() > MAX_OUTPUTS) {
            return scales;
        }
        var weightScales = new double[next.outputs()];
        for (int o = 0; o < weightScales.length; o++) {
            for (int u = 0; u < scales.length; u++) {
                weightScales[o] =
                        Math.max(weightScales[o], Math.abs(weight(next, o, u)) * scales[u] / UnitRounding.MOST);
            }
        }
        for (int u = 0; u < scales.length; u++) {
            scales[u] *= widening(next, u, scales[u], weightScales);
        }
        return scales;
    }

    private static double weight(FloatDense layer, int output, int input) {
        return layer.weights()[output * layer.inputs() + input];
    }

    private static double widening(FloatDense next, int unit, double scale, double[] weightScales) {
        double best = 1;
        double least = error(next, unit, scale, weightScales);
        for (int o = 0; o < weightScales.length; o++) {
            double codes = Math.abs(weight(next, o, unit)) * scale / weightScales[o];
            if (codes > 0) {
                double most = weightScales.length == 1 ? Math.ceil(codes - 1e-9) : codes * MOST_WIDENING;
                for (double whole = Math.max(1, Math.ceil(codes - 1e-9)); whole <= Math.max(1, most); whole++) {
                    double factor = whole / codes;
                    double error = error(next, unit, scale * factor, weightScales);
                    if (factor >= 1 && error < least * 0.999 && (weightScales.length == 1 || factor <= MOST_WIDENING)) {
                        least = error;
                        best = factor;
                    }
                }
            }
        }
        return best;
    }

    /** The squared distance of a unit's weights from whole codes; infinite if one has no code. */
    private static double error(FloatDense next, int unit, double scale, double[] weightScales) {
        double sum = 0;
        for (int o = 0; o < weightScales.length; o++) {
            if (weightScales[o] > 0) {
                double codes = weight(next, o, unit) * scale / weightScales[o];
                if (Math.abs(codes) > UnitRounding.MOST + 1e-6) {
                    return Double.POSITIVE_INFINITY;
                }
                double off = codes - Math.rint(codes);
                sum += off * off * weightScales[o] * weightScales[o];
            }
        }
        return sum;
    }
}
