package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.BYTES;
import static dev.halfstep.kernel.vector.Lanes.FLOATS;
import static dev.halfstep.kernel.vector.Lanes.HAS_BYTES;
import static dev.halfstep.kernel.vector.Lanes.V;
import static dev.halfstep.kernel.vector.SingleScale.MAGIC;
import static dev.halfstep.kernel.vector.SingleScale.MAGIC_BITS;

import dev.halfstep.lower.Requantizer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** A convolution of integers whose sums become 8-bit codes. */
final class CodeWindow extends IntegerWindow {

    private final CodeFilter filter;
    private final Requantizer requantizer;
    private final byte[] out;
    private final CodeRange range;
    /** The bits of code 0. */
    private final int zero;

    CodeWindow(CodeFilter filter, float[] in, byte[] out) {
        super(filter.convolution().sums().shape(), filter.weights(), filter.bias(), in);
        this.filter = filter;
        this.out = out;
        requantizer = filter.convolution().layer().requantizer();
        zero = MAGIC_BITS - requantizer.zeroPoint();
        range = new CodeRange(requantizer.min(), requantizer.max(), requantizer.zeroPoint());
    }

    @Override
    public void end(int batch, int to) {
        int o = 0;
        if (HAS_BYTES) {
            for (; o <= sums.length - V; o += V) {
                FloatVector result = FloatVector.fromArray(FLOATS, sums, o)
                        .mul(FloatVector.fromArray(FLOATS, filter.scales(), o));
                FloatVector shifted = result.add(MAGIC);
                FloatVector off = result.sub(shifted.sub(MAGIC)).abs();
                if (off.compare(VectorOperators.GT, filter.certain()).anyTrue()) {
                    encode(o, o + V, to);
                } else {
                    range.bits(shifted).sub(zero).convertShape(VectorOperators.I2B, BYTES, 0).reinterpretAsBytes()
                            .intoArray(out, to + o);
                }
            }
        }
        encode(o, sums.length, to);
    }

    /** Encodes the sums of a range of outputs by the definition. */
    private void encode(int from, int end, int to) {
        for (int o = from; o < end; o++) {
            out[to + o] = (byte) requantizer.code((int) sums[o], o);
        }
    }
}
