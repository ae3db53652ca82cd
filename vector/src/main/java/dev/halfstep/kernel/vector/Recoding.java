package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.BYTES;
import static dev.halfstep.kernel.vector.Lanes.FLOATS;
import static dev.halfstep.kernel.vector.Lanes.V;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Codes into and out of a {@link VectorCodeChain}: a table of 256 bytes, which mostly leaves all as it is or turns the sign. */
final class Recoding {

    private static final byte SIGN = Byte.MIN_VALUE;

    /** Fewer codes may just have been put in one by one: a vector that is loaded from them waits until they are in the cache. */
    private static final int LONG = 2 * V;

    private final byte[] table;
    private final float[] values;
    /** Whether vectors can do without the table. */
    private final boolean regular;
    /** Bits that a regular table turns. */
    private final byte turned;

    /** @param table from a byte, taken as unsigned, to a byte */
    Recoding(byte[] table) {
        this.table = table.clone();
        values = new float[table.length];
        for (int code = 0; code < table.length; code++) {
            values[code] = table[code];
        }
        turned = table[0];
        regular = Lanes.HAS_BYTES && (turned == 0 || turned == SIGN) && turns();
    }

    private boolean turns() {
        for (int code = 0; code < table.length; code++) {
            if (table[code] != (byte) (code ^ turned)) {
                return false;
            }
        }
        return true;
    }

    /** Takes codes in, from an index on, to the beginning of an array. */
    void enter(byte[] codes, int from, int count, float[] to) {
        int i = 0;
        if (regular && count >= LONG) {
            for (; i <= count - V; i += V) {
                ByteVector.fromArray(BYTES, codes, from + i).lanewise(VectorOperators.XOR, turned)
                        .convertShape(VectorOperators.B2F, FLOATS, 0).reinterpretAsFloats().intoArray(to, i);
            }
        }
        for (; i < count; i++) {
            to[i] = values[codes[from + i] & 0xff];
        }
    }

    /** Gives codes out, from one index on to another. */
    void leave(float[] codes, int from, int count, byte[] to, int at) {
        int i = 0;
        if (regular) {
            for (; i <= count - V; i += V) {
                FloatVector.fromArray(FLOATS, codes, from + i).convertShape(VectorOperators.F2B, BYTES, 0)
                        .reinterpretAsBytes().lanewise(VectorOperators.XOR, turned).intoArray(to, at + i);
            }
        }
        for (; i < count; i++) {
            to[at + i] = table[(int) codes[from + i] & 0xff];
        }
    }
}
