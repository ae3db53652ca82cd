package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.FLOATS;
import static dev.halfstep.kernel.vector.Lanes.INTS;
import static dev.halfstep.kernel.vector.SingleScale.MAGIC;
import static dev.halfstep.kernel.vector.SingleScale.MAGIC_BITS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** The codes that a layer lets through, of results to which {@link SingleScale#MAGIC} has been added. */
final class CodeRange {

    private final int leastBits;
    private final int mostBits;
    private final float back;
    private final IntVector least;
    private final IntVector most;
    private final FloatVector shift;

    /**
     * The codes from the smallest to the largest.
     *
     * @param zeroPoint theirs
     */
    CodeRange(int min, int max, int zeroPoint) {
        leastBits = MAGIC_BITS + min - zeroPoint;
        mostBits = MAGIC_BITS + max - zeroPoint;
        back = MAGIC - zeroPoint;
        least = IntVector.broadcast(INTS, leastBits);
        most = IntVector.broadcast(INTS, mostBits);
        shift = FloatVector.broadcast(FLOATS, back);
    }

    /** The codes of several results. */
    FloatVector codes(FloatVector shifted) {
        return bits(shifted).reinterpretAsFloats().sub(shift);
    }

    /** The bits of several results, in which codes follow one another. */
    IntVector bits(FloatVector shifted) {
        return shifted.reinterpretAsInts().max(least).min(most);
    }

    /** The codes of sums with scales in one part. */
    FloatVector codes(FloatVector sums, FloatVector scales) {
        return codes(sums.fma(scales, SingleScale.magic()));
    }

    /** The code of one sum. */
    float code(float sum, float scale) {
        int bits = Float.floatToRawIntBits(Math.fma(sum, scale, MAGIC));
        return Float.intBitsToFloat(Math.clamp(bits, leastBits, mostBits)) - back;
    }
}
