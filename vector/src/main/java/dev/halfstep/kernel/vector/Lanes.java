package dev.halfstep.kernel.vector;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** How wide vectors are: 256 bits where the processor has them, otherwise 128. */
final class Lanes {

    private static final int NEEDED_BITS = 128;
    private static final int BITS = VectorShape.preferredShape().vectorBitSize();

    static final VectorSpecies<Float> FLOATS =
            BITS >= 256 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;
    static final VectorSpecies<Integer> INTS = BITS >= 256 ? IntVector.SPECIES_256 : IntVector.SPECIES_128;
    static final VectorSpecies<Double> DOUBLES =
            BITS >= 256 ? DoubleVector.SPECIES_256 : DoubleVector.SPECIES_128;
    /** Floats in a vector. */
    static final int V = FLOATS.length();
    /** Doubles in a vector. */
    static final int D = DOUBLES.length();
    /** Whether there are vectors of as many bytes as there are floats in a vector. */
    static final boolean HAS_BYTES = V == 8;
    static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_64;

    private Lanes() {}

    /** @throws UnsupportedOperationException if the processor's vectors are too short */
    static void require() {
        if (BITS < NEEDED_BITS) {
            throw new UnsupportedOperationException("this processor's vectors have only " + BITS + " bits");
        }
    }

    /** The next multiple of a vector's floats. */
    static int padded(int length) {
        return (length + V - 1) / V * V;
    }
}
