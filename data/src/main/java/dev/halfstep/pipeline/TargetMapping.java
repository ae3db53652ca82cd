package dev.halfstep.pipeline;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How the values of a target are bent before they are standardised, so that a network, and the codes of its output, spend their
 * resolution where the values are.
 *
 * <p>
 * A mapping is fitted once, on the values that means are taken over. It is a strictly increasing, continuous function of every
 * number, not of the fitted ones alone: beyond the smallest and the largest fitted value it goes on as a straight line, so that
 * an unexpected label has an image, and a network's output beyond all labels has a value that is not absurd.
 */
public sealed interface TargetMapping permits LinearMapping, LogMapping, YeoJohnsonMapping, QuantileMapping {

    /** A value in the target's unit, mapped. */
    double map(double value);

    /** What {@link #map} takes to {@code mapped}, in the target's unit. */
    double invert(double mapped);

    /** Which of the mappings this is. */
    Kind kind();

    /** A mapping that is yet to be fitted. */
    enum Kind {
        /** The values as they are. */
        LINEAR,
        /** See {@link LogMapping}. */
        LOG,
        /** See {@link YeoJohnsonMapping}. */
        YEO_JOHNSON,
        /** See {@link QuantileMapping}. */
        QUANTILE;

        /** The name used on the command line, in file names and in JSON: {@code yeo-johnson}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /**
         * The kind of a name.
         *
         * @throws Problem if there is none
         */
        public static Kind of(String label) {
            return Arrays.stream(values()).filter(kind -> kind.label().equals(label)).findFirst()
                    .orElseThrow(() -> Problem.option("there is no target mapping '" + label + "'")
                            .remedy("Choose one of "
                                    + Arrays.stream(values()).map(Kind::label).collect(Collectors.joining(", "))
                                    + "."));
        }

        /**
         * Fits a mapping of this kind.
         *
         * @param values of the target, finite, not all the same, in any order
         * @throws Problem if they are too far apart for the mapping's arithmetic
         */
        public TargetMapping fit(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            return switch (this) {
                case LINEAR -> new LinearMapping();
                case LOG -> LogMapping.fit(sorted);
                case YEO_JOHNSON -> YeoJohnsonFit.of(sorted);
                case QUANTILE -> QuantileMapping.fit(sorted);
            };
        }

        /** The problem of a mapping of this kind that cannot be. */
        Problem impossible(String why) {
            return Problem.of("the target cannot be mapped by " + label() + ": " + why)
                    .remedy(Phrase.of("choose another ").with(Setting.TARGET_MAPPING));
        }
    }
}
