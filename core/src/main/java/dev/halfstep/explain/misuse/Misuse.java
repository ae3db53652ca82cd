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
        /** Codes of one signedness are made or read as the other: uint8 as int8, or int8 as uint8. */
        OTHER_SIGN,
        /** Features go in in their own units. */
        NOT_STANDARDISED,
        /** Features are standardised a second time. */
        STANDARDISED_TWICE,
        /** Features go in in another order. */
        OTHER_ORDER,
        /** Predictions in one unit are compared with labels in another. */
        OTHER_TARGET_UNIT
    }

    /** Errors against the labels. */
    public record Scored(Figure mae, Figure rmse) {}

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
        MAE,
        RMSE,
        MSE
    }

    /**
     * What a score that was seen means.
     *
     * @param seen the score
     * @param explained whether anything explains it
     * @param mistake what explains it, one of {@link Misuse#mistakes()}; empty where nothing does, or where it is what the model, or
     *        the float model that it was made from, really scores
     * @param metric which error the score is, where something explains it
     * @param standardised whether in standardised units rather than the targets' own, where something explains it
     * @param score what was measured here that explains the score; not a number where nothing does
     * @param tolerance how far the seen score may lie from the measured one that explains it; where nothing does, half a unit in
     *        the last of its digits
     */
    public record Verdict(double seen, boolean explained, Optional<Mistake> mistake, Optional<Metric> metric,
            boolean standardised, double score, double tolerance) {}

    public Misuse {
        mistakes = List.copyOf(mistakes);
    }
}
