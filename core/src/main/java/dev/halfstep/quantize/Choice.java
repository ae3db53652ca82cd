package dev.halfstep.quantize;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How a recipe was chosen: by trying some on a part of the calibration rows and measuring each on the rest. With the one that was
 * chosen a plan was then made anew from all calibration rows, and measured on the same ones, which it had seen by then. Where the
 * bound holds for it, too, it is the plan that tells of this choice; else that is the plan that the trial had made.
 *
 * @param bound what had to hold
 * @param fittingRows how many rows each trial was given to quantize on
 * @param validationRows how many other rows each was measured on
 * @param trials from cheap to dear, of which the last is the one that was chosen
 * @param anew what was measured of the plan from all rows, in the unit of the bound's measure; empty in plans of a version that
 *        did not measure it, and took it in any case
 */
public record Choice(Bound bound, long fittingRows, long validationRows, List<Trial> trials,
        OptionalDouble anew) {

    public Choice {
        trials = List.copyOf(trials);
    }

    /** Whether the plan is the one from all rows. */
    public boolean isAnew() {
        return anew.isEmpty() || bound.holds(anew.getAsDouble());
    }

    /**
     * A recipe that was tried.
     *
     * @param value what was measured, in the unit of the bound's measure
     * @param multiplyAdds how many the quantized network takes for one row
     * @param holds whether the value is within the bound
     * @param reason what came of it, for people
     */
    public record Trial(Recipe recipe, double value, long multiplyAdds, boolean holds, String reason) {}
}
