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
 * Whoever standardises twice calls the same {@code transform} on what it already gave. Where it is not known how features were
 * standardised, there is nothing to undo, and a second time means {@code fit_transform} on the rows at hand: their own mean and
 * population deviation, 1 where that is 0, as scikit-learn has it.
 */
final class InputValues {

    private InputValues() {}

    /** Every way, the right one first. */
    static List<Variant<UnaryOperator<Tensor>>> of(Units units, Tensor rows) {
        var variants = new ArrayList<Variant<UnaryOperator<Tensor>>>();
        variants.add(Variant.right(values -> values));
        if (units.known()) {
            List<Units.Feature> features = units.features();
            variants.add(Variant.wrong(Misuse.Kind.NOT_STANDARDISED, "features not standardised",
                    values -> mapped(values, (f, value) -> features.get(f).inUnits(value))));
            variants.add(Variant.wrong(Misuse.Kind.STANDARDISED_TWICE, "features standardised twice",
                    values -> standardised(values, features)));
        } else {
            List<Units.Feature> spread = spread(rows);
            variants.add(Variant.wrong(Misuse.Kind.STANDARDISED_TWICE,
                    "features standardised once more, by mean and deviation of these rows",
                    values -> standardised(values, spread)));
        }
        return List.copyOf(variants);
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
