package dev.halfstep.pipeline;

import dev.halfstep.json.JsonObject;
import dev.halfstep.json.JsonWriter;
import dev.halfstep.problem.Problem;
import java.util.List;

/** The JSON form of numbers that a column can be: {@code {"whole":[18,64]}}, {@code {"interval":[15.9,53.1]}} or {@code {"values":[1,2.5]}}. */
public final class NumberSetJson {

    private static final String INTERVAL = "interval";
    private static final String WHOLE = "whole";
    private static final String VALUES = "values";

    private NumberSetJson() {}

    /** Puts the one field that says it. */
    public static void write(JsonWriter to, NumberSet set) {
        switch (set) {
            case NumberSet.Interval interval -> to.putNumbers(INTERVAL, List.of(interval.min(), interval.max()));
            case NumberSet.Whole whole -> to.putWholes(WHOLE, new long[] {whole.first(), whole.last()});
            case NumberSet.Listed listed -> to.putNumbers(VALUES, listed.values());
        }
    }

    /**
     * The numbers that an object says.
     *
     * @throws Problem if it says none
     */
    public static NumberSet read(JsonObject json) {
        if (json.has(WHOLE)) {
            long[] ends = json.withNoneBut(WHOLE).wholes(WHOLE);
            requireEnds(ends.length);
            return new NumberSet.Whole(ends[0], ends[1]);
        }
        if (json.has(VALUES)) {
            return new NumberSet.Listed(json.withNoneBut(VALUES).numbers(VALUES));
        }
        List<Double> ends = json.withNoneBut(INTERVAL).numbers(INTERVAL);
        requireEnds(ends.size());
        return new NumberSet.Interval(ends.getFirst(), ends.getLast());
    }

    private static void requireEnds(int count) {
        if (count != 2) {
            throw Problem.of("an interval has two ends, not " + count);
        }
    }
}
