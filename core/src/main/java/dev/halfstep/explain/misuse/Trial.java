package dev.halfstep.explain.misuse;

import java.util.List;

/**
 * A way of using a model, and what it scored.
 *
 * @param measures every figure of the scores
 * @param weight how often people use a model so, beside other wrong ways
 */
record Trial(Use use, Scores scores, List<Measure> measures, double weight) {

    /** @param unitsKnown whether standardised scores are others than those in units */
    static Trial of(Use use, Scores scores, boolean unitsKnown) {
        return new Trial(use, scores, scores.measures(unitsKnown), use.weight());
    }
}
