package dev.halfstep.quantize;

/**
 * A recipe that was tried.
 *
 * @param value what was measured, in the unit of the bound's measure
 * @param multiplyAdds how many the quantized network takes for one row
 * @param holds whether the value is within the bound
 * @param reason what came of it, for people
 */
public record Trial(Recipe recipe, double value, long multiplyAdds, boolean holds, String reason) {}
