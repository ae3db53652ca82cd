package dev.halfstep.calibrate;

import dev.halfstep.gather.GatheredReader;
import dev.halfstep.gather.GatheredWriter;
import dev.halfstep.problem.Problem;

/** The values from {@code min} to {@code max}, both included. */
public record Range(float min, float max) {

    /**
     * A range of finite values.
     *
     * @throws Problem if an end is not finite or {@code min} exceeds {@code max}
     */
    public Range {
        if (!Float.isFinite(min) || !Float.isFinite(max) || min > max) {
            throw Problem.of("from " + min + " to " + max + " is no range of finite values");
        }
    }

    /**
     * From the smallest to the largest of some values.
     *
     * @param values at least one
     * @throws Problem if one is not finite
     */
    public static Range of(float[] values) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw Problem.of("there is the value " + value + ", which has no code");
            }
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        return new Range(min, max);
    }

    /** The smallest range that holds both. */
    public Range union(Range other) {
        return new Range(Math.min(min, other.min), Math.max(max, other.max));
    }

    /** What is left of this range where all values are clipped to another. */
    public Range clippedTo(Range other) {
        return new Range(Math.min(Math.max(min, other.min), other.max), Math.max(Math.min(max, other.max), other.min));
    }

    /** The larger distance of an end from 0. */
    public float magnitude() {
        return Math.max(Math.abs(min), Math.abs(max));
    }

    static void write(Range range, GatheredWriter to) {
        to.single(range.min);
        to.single(range.max);
    }

    static Range read(GatheredReader from) {
        float min = from.single();
        float max = from.single();
        from.require(Float.isFinite(min) && Float.isFinite(max) && min <= max, "a range has no finite ends");
        return new Range(min, max);
    }
}
