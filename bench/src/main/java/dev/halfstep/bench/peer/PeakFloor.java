package dev.halfstep.bench.peer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * As many multiply-adds as the work has, as float32 FMA on vectors that never leave the registers: the machine's measured peak.
 *
 * <p>
 * 8-bit instructions can do several times as many at once, so it bounds float kernels only; for integer ones it is a yardstick.
 */
final class PeakFloor implements Peer {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    /** Enough to hide the latency of 4 or 5 cycles at two instructions each. */
    private static final int CHAINS = 10;

    private final long rounds;
    /** A field, so that the compiler does not know it. */
    private final float factor;
    private float sum;

    private PeakFloor(long multiplyAdds) {
        factor = 1;
        rounds = Math.ceilDiv(multiplyAdds, (long) SPECIES.length() * CHAINS);
    }

    static PeakFloor of(Work work) {
        return new PeakFloor(work.multiplyAdds());
    }

    @Override
    public Object run() {
        // Made here: the compiler keeps in registers only those vectors whose making it sees.
        FloatVector x = FloatVector.broadcast(SPECIES, factor);
        FloatVector a = x;
        FloatVector b = x;
        FloatVector c = x;
        FloatVector d = x;
        FloatVector e = x;
        FloatVector f = x;
        FloatVector g = x;
        FloatVector h = x;
        FloatVector i = x;
        FloatVector j = x;
        for (long round = 0; round < rounds; round++) {
            a = x.fma(x, a);
            b = x.fma(x, b);
            c = x.fma(x, c);
            d = x.fma(x, d);
            e = x.fma(x, e);
            f = x.fma(x, f);
            g = x.fma(x, g);
            h = x.fma(x, h);
            i = x.fma(x, i);
            j = x.fma(x, j);
        }
        sum = a.add(b).add(c.add(d)).add(e.add(f).add(g.add(h))).add(i.add(j)).lane(0);
        return this;
    }

    @Override
    public byte[] result() {
        return ByteBuffer.allocate(Float.BYTES).order(ByteOrder.nativeOrder()).putFloat(sum).array();
    }
}
