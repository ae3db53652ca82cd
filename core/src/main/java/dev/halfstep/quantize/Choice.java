package dev.halfstep.quantize;

import java.util.List;

/**
 * How a recipe was chosen: by trying some on a part of the calibration rows and measuring each on the rest. The plan that tells
 * of it was then made anew from all calibration rows, so that its own model was never measured on rows it had not seen.
 *
 * @param bound what had to hold
 * @param fittingRows how many rows each trial was given to quantize on
 * @param validationRows how many other rows each was measured on
 * @param trials from cheap to dear, of which the last is the one that was chosen
 */
public record Choice(Bound bound, long fittingRows, long validationRows, List<Trial> trials) {

    public Choice {
        trials = List.copyOf(trials);
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
