package dev.halfstep.study;

import dev.halfstep.certificate.Certificate;
import dev.halfstep.certify.Certified;
import dev.halfstep.certify.Certified.OutputBound;
import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.quantize.Precision;
import java.util.List;

/**
 * How far a model of a study can be from its float model at the worst, over all that its training rows span, and what other ranges of
 * its codes would change of that: what clips at the worst is the most of it, and what never clips is coarser everywhere.
 *
 * @param certificate of the model as it was written
 * @param trials the model as it was written first, then with other ranges
 */
public record WorstCase(Precision precision, Certificate certificate, List<Trial> trials) {

    public WorstCase {
        trials = List.copyOf(trials);
    }

    /**
     * The model with some ranges.
     *
     * @param ranges what they are
     * @param certified what is proven with them
     * @param evaluation how they do on the test rows
     */
    public record Trial(String ranges, Certified certified, Evaluation evaluation) {

        /** What is proven of a target. */
        public OutputBound bound(int target) {
            return certified.outputs().get(target);
        }

        /** The mean deviation of a target on the test rows, in its unit. */
        public double meanDeviation(int target) {
            return evaluation.byTarget().get(target).meanAbsDiff().orElseThrow();
        }
    }
}
