package dev.halfstep.explain.misuse;

import dev.halfstep.explain.subject.Figure;
import java.util.List;
import java.util.Optional;

/**
 * What common mistakes in using a model would score on the rows, and which of them explains a score that somebody saw.
 *
 * @param correct what the model really scores
 * @param mistakes what each kind of mistake would score, one for each kind, in their order; those that cannot be committed with
 *        this model are left out. Where several at once explain the score that was seen, they stand at the end as one
 * @param verdict on the score that was seen, where one was given
 */
public record Misuse(Scored correct, List<Mistake> mistakes, Optional<Verdict> verdict) {

    /** Ways of using a model wrongly. */
    public enum Kind {
        /** Output codes are taken for values. */
        RAW_OUTPUT_CODES,
        /** Input codes are cut off to whole numbers instead of rounded. */
        TRUNCATED_INPUTS,
        /** Input codes beyond the type's range come in again at its other end. */
        WRAPPED_INPUTS,
        /** Where each feature has codes of its own: input codes are made with the scale that the file gives for the whole input, 1. */
        TENSOR_SCALE_INPUTS,
        /** Input values are cast to the codes' type as they are, without scale and zero point. */
        UNSCALED_INPUTS,
        /** The zero point is left out where codes are made or read. */
        NO_ZERO_POINT,
        /** Scale and zero point are there, but not as the formula has them: multiplied for divided, added for taken off, or another's. */
        OTHER_FORMULA,
        /** The zero point is taken off output codes in their own 8 bits, where what is below the type's range comes in at its other end. */
        WRAPPED_OUTPUTS,
        /** Codes of one signedness are made or read as the other: uint8 as int8, or int8 as uint8. */
        OTHER_SIGN,
        /** Features go in in their own units. */
        NOT_STANDARDISED,
        /** Features are standardised a second time. */
        STANDARDISED_TWICE,
        /** Features are standardised by the mean and deviation of the rows at hand, not by those of training. */
        STANDARDISED_BY_ROWS,
        /** Features go in in another order. */
        OTHER_ORDER,
        /** Predictions in one unit are compared with labels in another. */
        OTHER_TARGET_UNIT,
        /** Every prediction is compared with every label, as arrays of the shapes (n, 1) and (n,) are. */
        ALL_PAIRS
    }

    /**
     * Scores against the labels, over all targets.
     *
     * @param r2 coefficient of determination: the mean over the targets; not a number where labels are constant
     */
    public record Scored(Figure mae, Figure rmse, Figure r2) {

        /** One of the scores. */
        public double score(Metric metric, boolean isStandardised) {
            return switch (metric) {
                case MAE -> in(mae, isStandardised);
                case RMSE -> in(rmse, isStandardised);
                case MSE -> in(rmse, isStandardised) * in(rmse, isStandardised);
                case R2 -> in(r2, isStandardised);
            };
        }

        private static double in(Figure figure, boolean isStandardised) {
            return isStandardised ? figure.standardised() : figure.inUnits();
        }
    }

    /**
     * One mistake.
     *
     * @param kinds what is done wrong: one thing, or several at once
     * @param name for people, with how it is done where there are several ways
     * @param scored the errors that somebody would see who makes it, against labels in the targets' own units and against
     *        standardised ones
     * @param java how to do it right, in Java, on two lines
     * @param python the same with TensorFlow Lite's interpreter in Python
     */
    public record Mistake(List<Kind> kinds, String name, Scored scored, String java, String python) {

        public Mistake {
            kinds = List.copyOf(kinds);
        }
    }

    /** What a score may be. */
    public enum Metric {
        MAE("MAE"),
        RMSE("RMSE"),
        MSE("MSE"),
        R2("R²");

        private final String label;

        Metric(String label) {
            this.label = label;
        }

        /** As people write it. */
        public String label() {
            return label;
        }
    }

    /** What can be said of a score that was seen. */
    public enum Standing {
        /** To its digits it is what the model, or the float model that it was made from, really scores. */
        RIGHT,
        /** It is what a mistake scores: hardly by chance. */
        MISTAKE,
        /** Nothing explains it so well that nothing else could. */
        OPEN
    }

    /**
     * One thing that scores what was seen, or nearly so.
     *
     * @param mistake a mistake; empty where it is what is right
     * @param name the mistake's name, or what really scores that, such as "the float model"
     * @param metric which score it is
     * @param standardised whether in standardised units rather than the targets' own
     * @param target which target's it is; empty where it is taken over all of them
     * @param score what was measured here
     * @param distance how far what was seen is from that, as a part of it
     * @param exact whether it is what was seen when it is rounded to its digits
     */
    public record Match(Optional<Mistake> mistake, String name, Metric metric, boolean standardised,
            Optional<String> target, double score, double distance, boolean exact) {

        /** Which score it is, in words: {@code MAE, standardised}. */
        public String measure() {
            return metric.label + target.map(name -> " of " + name).orElse("")
                    + (standardised && metric != Metric.R2 ? ", standardised" : "");
        }
    }

    /**
     * What a score that was seen means.
     *
     * @param text the score as it was given
     * @param seen its value
     * @param tolerance how far a measured score may lie from it that is the same to its digits
     * @param matches what scores it, or most nearly so; at least one. The first is what is to be said: if the standing is
     *        {@link Standing#MISTAKE}, the mistake; otherwise what is right, if it is that or close to it
     */
    public record Verdict(String text, double seen, double tolerance, Standing standing, List<Match> matches) {

        public Verdict {
            matches = List.copyOf(matches);
        }

        /** Whether anything explains it. */
        public boolean explained() {
            return standing != Standing.OPEN;
        }

        /** The mistake that explains it; empty where nothing does, or where it is right. */
        public Optional<Mistake> mistake() {
            return standing == Standing.MISTAKE ? matches.getFirst().mistake() : Optional.empty();
        }
    }

    public Misuse {
        mistakes = List.copyOf(mistakes);
    }
}
