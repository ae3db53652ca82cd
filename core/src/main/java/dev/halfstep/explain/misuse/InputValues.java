package dev.halfstep.explain.misuse;

import dev.halfstep.explain.subject.Units;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The values that somebody gives a model, where it wants standardised ones: themselves, those in the features' own units, or those
 * standardised once more.
 *
 * <p>
 * Whoever standardises twice calls the same {@code transform} on what it already gave; whoever calls {@code fit_transform} on the rows
 * at hand standardises them by their own mean and population deviation, 1 where that is 0, as scikit-learn has it. Where it is not
 * known how features were standardised, these are one thing: there is nothing to undo.
 */
final class InputValues {

    private static final double OFTEN = 2;
    private static final double SELDOM = 0.4;

    /** What rounding to {@code float32} changes at most, as a part of the number, and a little more. */
    private static final double ROUNDING = 6e-8;

    /** The same in {@code double}, over some operations. */
    private static final double ARITHMETIC = 1e-15;

    private static final int MOST_DECIMALS = 9;

    private InputValues() {}

    /** Every way, the right one first. */
    static List<Variant<UnaryOperator<Tensor>>> of(Units units, Tensor rows) {
        var variants = new ArrayList<Variant<UnaryOperator<Tensor>>>();
        variants.add(Variant.right(values -> values));
        List<Units.Feature> spread = spread(rows);
        UnaryOperator<Tensor> again = values -> standardised(values, spread);
        if (units.known()) {
            List<Units.Feature> features = units.features();
            variants.add(Variant.<UnaryOperator<Tensor>>wrong(Misuse.Kind.NOT_STANDARDISED,
                    "features not standardised", values -> mapped(values, (f, value) -> own(features.get(f), value)))
                    .times(OFTEN));
            variants.add(Variant.<UnaryOperator<Tensor>>wrong(Misuse.Kind.STANDARDISED_TWICE,
                    "features standardised twice", values -> standardised(values, features)).times(SELDOM));
            variants.add(Variant.wrong(Misuse.Kind.STANDARDISED_BY_ROWS,
                    "features standardised by mean and deviation of these rows", again).times(SELDOM));
        } else {
            variants.add(Variant.wrong(Misuse.Kind.STANDARDISED_BY_ROWS,
                    "features standardised once more, by mean and deviation of these rows", again));
        }
        return List.copyOf(variants);
    }

    /**
     * A standardised value in the feature's own unit, as its table has it: the one with the fewest decimals of those that standardise
     * to it. A cast makes 34 of 34.99999, and 35 of 35.
     */
    static double own(Units.Feature feature, float standardised) {
        double value = feature.inUnits(standardised);
        double noise = ROUNDING * Math.abs(feature.factor() * standardised) + ARITHMETIC * Math.abs(value);
        double power = 1;
        for (int decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
            double rounded = Math.rint(value * power) / power;
            if (Math.abs(rounded - value) <= noise) {
                return rounded;
            }
            power *= 10;
        }
        return value;
    }

    /** What a value of a feature is replaced by. */
    private interface Change {
        double of(int feature, float value);
    }

    private static Tensor standardised(Tensor values, List<Units.Feature> features) {
        return mapped(values, (f, value) -> (value - features.get(f).offset()) / features.get(f).factor());
    }

    private static Tensor mapped(Tensor values, Change change) {
        float[] old = values.values();
        int width = width(values);
        var changed = new float[old.length];
        for (int i = 0; i < old.length; i++) {
            changed[i] = (float) change.of(i % width, old[i]);
        }
        return Tensor.of(values.shape(), changed);
    }

    /** Mean and population deviation of each column. */
    private static List<Units.Feature> spread(Tensor rows) {
        float[] values = rows.values();
        int width = width(rows);
        int count = values.length / width;
        var features = new ArrayList<Units.Feature>();
        for (int f = 0; f < width; f++) {
            double sum = 0;
            for (int row = 0; row < count; row++) {
                sum += values[row * width + f];
            }
            double mean = sum / count;
            double squares = 0;
            for (int row = 0; row < count; row++) {
                squares += (values[row * width + f] - mean) * (values[row * width + f] - mean);
            }
            double deviation = Math.sqrt(squares / count);
            features.add(new Units.Feature("input " + f, mean, deviation == 0 ? 1 : deviation));
        }
        return features;
    }

    /** Values of one row. */
    static int width(Tensor rows) {
        return Math.max(1, rows.values().length / rows.shape().extent(0));
    }
}
