package dev.halfstep.quantize.chain;

import dev.halfstep.lower.Dense.FloatDense;
import java.util.Arrays;

/**
 * The step of each unit of a hidden layer: what one code of it stands for in the float network. Units share a tensor and so its
 * scale, but what goes into a unit may be multiplied by any factor that is taken back where it comes out (cross-layer
 * equalisation, Nagel et al. 2019), so that each uses all codes.
 *
 * <p>
 * There is freedom left: a slightly larger step costs little, and with the right one the unit's weights in the next layer are whole
 * codes. With one output they can all be exact.
 */
final class UnitSteps {

    /** With more outputs than these no step suits them all. */
    private static final int MAX_OUTPUTS = 16;

    /** How much larger than needed a step may become to suit several outputs. */
    private static final double MOST_WIDENING = 1.35;

    private UnitSteps() {}

    /** The same step for all units. */
    static double[] uniform(int units, double step) {
        var steps = new double[units];
        Arrays.fill(steps, step);
        return steps;
    }

    /**
     * Steps that are as small as the ranges allow, or a little larger where that makes the next layer's weights exact.
     *
     * @param smallest for each unit the smallest step that its range allows
     * @param next the layer that reads the units
     */
    static double[] fitted(double[] smallest, FloatDense next) {
        double largest = Arrays.stream(smallest).max().orElseThrow();
        var steps = new double[smallest.length];
        for (int u = 0; u < steps.length; u++) {
            // A unit that the rows never wake keeps some room: other rows may.
            steps[u] = Math.max(smallest[u], largest > 0 ? largest * 1e-4 : 1e-6);
        }
        if (next.outputs() > MAX_OUTPUTS) {
            return steps;
        }
        var scales = new double[next.outputs()];
        for (int o = 0; o < scales.length; o++) {
            for (int u = 0; u < steps.length; u++) {
                scales[o] = Math.max(scales[o], Math.abs(weight(next, o, u)) * steps[u] / UnitRounding.MOST);
            }
        }
        for (int u = 0; u < steps.length; u++) {
            steps[u] *= widening(next, u, steps[u], scales);
        }
        return steps;
    }

    private static double weight(FloatDense layer, int output, int input) {
        return layer.weights()[output * layer.inputs() + input];
    }

    private static double widening(FloatDense next, int unit, double step, double[] scales) {
        double best = 1;
        double least = error(next, unit, step, scales);
        for (int o = 0; o < scales.length; o++) {
            double codes = Math.abs(weight(next, o, unit)) * step / scales[o];
            if (codes > 0) {
                double most = scales.length == 1 ? Math.ceil(codes - 1e-9) : codes * MOST_WIDENING;
                for (double whole = Math.max(1, Math.ceil(codes - 1e-9)); whole <= Math.max(1, most); whole++) {
                    double factor = whole / codes;
                    double error = error(next, unit, step * factor, scales);
                    if (factor >= 1 && error < least * 0.999 && (scales.length == 1 || factor <= MOST_WIDENING)) {
                        least = error;
                        best = factor;
                    }
                }
            }
        }
        return best;
    }

    /** The squared distance of a unit's weights from whole codes; infinite if one has no code. */
    private static double error(FloatDense next, int unit, double step, double[] scales) {
        double sum = 0;
        for (int o = 0; o < scales.length; o++) {
            if (scales[o] > 0) {
                double codes = weight(next, o, unit) * step / scales[o];
                if (Math.abs(codes) > UnitRounding.MOST + 1e-6) {
                    return Double.POSITIVE_INFINITY;
                }
                double off = codes - Math.rint(codes);
                sum += off * off * scales[o] * scales[o];
            }
        }
        return sum;
    }
}
