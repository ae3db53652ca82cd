package dev.halfstep.explain.budget;

import dev.halfstep.graph.Domain;
import dev.halfstep.graph.Interface;
import dev.halfstep.tensor.Quantization;
import java.util.Optional;

/** Input values as the codes of a model stand for them. */
final class InputValues {

    private InputValues() {}

    /**
     * The values.
     *
     * @param port of an input with a domain, or codes for each feature
     * @param values real ones {@code [rows][width]}
     * @param clipped whether codes have an end
     */
    static double[] coded(Interface.Port port, double[] values, int width, boolean clipped) {
        Optional<FeatureMap> features = port.features().map(FeatureMap::new);
        var coded = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            coded[i] = features.isPresent() ? coded(features.get(), values[i], clipped, i % width)
                    : coded(port.domain().orElseThrow(), values[i], clipped);
        }
        return coded;
    }

    private static double coded(FeatureMap map, double value, boolean clipped, int feature) {
        double sum = map.base(feature);
        for (int s = 0; s < map.codes().slots().size(); s++) {
            if (map.codes().slots().get(s).feature() == feature) {
                sum += map.gain(s) * map.code(s, value, true, clipped);
            }
        }
        return sum;
    }

    private static double coded(Domain domain, double value, boolean clipped) {
        double nearest = Quantization.roundHalfAway(value / domain.step());
        double low = domain.dtype().min() - (double) domain.quantization().zeroPoint();
        double high = domain.dtype().max() - (double) domain.quantization().zeroPoint();
        return domain.step() * (clipped ? Math.clamp(nearest, low, high) : nearest);
    }
}
