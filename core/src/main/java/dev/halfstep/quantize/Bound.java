package dev.halfstep.quantize;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/**
 * How accurate a quantized model must be.
 *
 * @param limit the largest value that holds, 0 or more; its unit is that of the measure
 */
public record Bound(Measure measure, double limit) {

    /** What is measured. */
    public enum Measure {
        /**
         * {@code (quantized MAE - float MAE) / float MAE}, as a share: 0.01 is one percent. MAE is the mean absolute error against
         * the labels, in the targets' units. Below 0 where the quantized model happens to be nearer to the labels.
         */
        MAE_LOSS("loss of MAE", Setting.MAX_LOSS),

        /**
         * The largest absolute difference from the float model over all rows and targets, each in its target's unit. Needs no
         * labels.
         */
        LARGEST_DEVIATION("largest deviation", Setting.MAX_DEVIATION);

        private final String words;
        private final Setting setting;

        Measure(String words, Setting setting) {
            this.words = words;
            this.setting = setting;
        }

        /** The name in JSON. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** What it is, for people: {@code largest deviation}. */
        public String words() {
            return words;
        }

        /** What it is bound by. */
        public Setting setting() {
            return setting;
        }

        /** A value with its unit, in five digits: {@code 0.43 %}. */
        public String text(double value) {
            return switch (this) {
                case MAE_LOSS -> figure(100 * value) + " %";
                case LARGEST_DEVIATION -> figure(value);
            };
        }

        private static String figure(double value) {
            if (!Double.isFinite(value)) {
                return Double.toString(value);
            }
            return new BigDecimal(value).round(new MathContext(5)).stripTrailingZeros().toPlainString();
        }
    }

    public Bound {
        if (!(limit >= 0) || Double.isInfinite(limit)) {
            throw Problem.option("the " + measure.words() + " cannot be bound by " + measure.text(limit))
                    .remedy(Phrase.of("give ").with(measure.setting()).then(" a number from 0 on, such as "
                            + (measure == Measure.MAE_LOSS ? "1%" : "50")));
        }
    }

    /** Whether a measured value is within the bound; what is not a number is not. */
    public boolean holds(double value) {
        return value <= limit;
    }

    /** The bound for people: {@code loss of MAE of at most 1 %}. */
    public String text() {
        return measure.words() + " of at most " + measure.text(limit);
    }
}
