package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.FLOATS;
import static dev.halfstep.kernel.vector.Lanes.V;
import static dev.halfstep.kernel.vector.SingleScale.MAGIC;

import dev.halfstep.lower.rounding.RowCoding;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Rows of real values as codes by {@link RowCoding}, with vectors: the same codes, held as {@code float}. */
final class RowCodes {

    private RowCodes() {}

    /**
     * Codes a row.
     *
     * @param x the row's values, {@code length} of them at {@code from}
     * @param y for the codes, at {@code to}
     */
    static RowCoding code(boolean asymmetric, float[] x, int from, int length, float[] y, int to) {
        FloatVector lows = FloatVector.zero(FLOATS);
        FloatVector highs = lows;
        int i = 0;
        for (; i <= length - V; i += V) {
            FloatVector values = FloatVector.fromArray(FLOATS, x, from + i);
            lows = lows.min(values);
            highs = highs.max(values);
        }
        float low = lows.reduceLanes(VectorOperators.MIN);
        float high = highs.reduceLanes(VectorOperators.MAX);
        for (; i < length; i++) {
            low = Math.min(low, x[from + i]);
            high = Math.max(high, x[from + i]);
        }
        RowCoding coding = asymmetric ? RowCoding.asymmetric(low, high) : RowCoding.symmetric(Math.max(-low, high));
        encode(coding, x, from, length, y, to);
        return coding;
    }

    private static void encode(RowCoding coding, float[] x, int from, int length, float[] y, int to) {
        int i = 0;
        // What is not finite is left to the definition; so is a range so small that its inverse is not.
        if (Float.isFinite(coding.scale()) && Float.isFinite(coding.inverse())) {
            float zeroPoint = coding.zeroPoint();
            float least = coding.least() - zeroPoint;
            float most = RowCoding.MOST - zeroPoint;
            for (; i <= length - V; i += V) {
                rounded(FloatVector.fromArray(FLOATS, x, from + i).mul(coding.inverse())).max(least).min(most)
                        .add(zeroPoint).intoArray(y, to + i);
            }
        }
        for (; i < length; i++) {
            y[to + i] = coding.code(x[from + i]);
        }
    }

    /** Rounds numbers below 2^22 to the nearest integers, halves away from zero. */
    private static FloatVector rounded(FloatVector numbers) {
        FloatVector magnitude = numbers.abs();
        FloatVector even = magnitude.add(MAGIC).sub(MAGIC);
        // A half that went down to an even integer.
        FloatVector nearest = even.blend(even.add(1), magnitude.sub(even).compare(VectorOperators.EQ, 0.5f));
        return nearest.blend(nearest.neg(), numbers.compare(VectorOperators.LT, 0));
    }
}
