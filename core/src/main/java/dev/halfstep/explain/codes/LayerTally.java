package dev.halfstep.explain.codes;

import dev.halfstep.graph.Domain;
import dev.halfstep.op.Activation;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.TensorInfo;
import java.util.BitSet;

/** What is counted of one layer, row by row. */
final class LayerTally {

    private final String name;
    private final Domain domain;
    private final int units;
    private final boolean endsAtZero;
    /** The codes at which a larger or smaller value may have been clipped; one that there is not for an activation's own end. */
    private final long lowEnd;
    private final long highEnd;
    private final Coding.Even coding;
    private final ValueHistogram histogram;
    /** Units that were 0, or at an end, in all rows so far. */
    private final BitSet zero = new BitSet();
    private final BitSet end = new BitSet();
    private long values;
    private long clipped;

    LayerTally(TensorInfo tensor, int units, Activation activation) {
        name = tensor.name();
        domain = new Domain(tensor.quantization().orElseThrow(), tensor.dtype());
        this.units = units;
        endsAtZero = activation.min() == 0;
        lowEnd = domain.min() > activation.min() ? domain.dtype().min() : Long.MIN_VALUE;
        highEnd = domain.max() < activation.max() ? domain.dtype().max() : Long.MAX_VALUE;
        coding = Coding.Even.of(domain, 1);
        histogram = new ValueHistogram(coding.low() - coding.step() / 2, coding.high() + coding.step() / 2);
        zero.set(0, units);
        end.set(0, units);
    }

    /**
     * Counts one row.
     *
     * @param real before they became codes, one for each unit
     * @param codes what they became, {@code [rows, units]}
     */
    void add(double[] real, Codes codes, int row) {
        long zeroPoint = domain.quantization().zeroPoint();
        for (int unit = 0; unit < units; unit++) {
            long code = codes.rawCode(row * units + unit);
            if (code != zeroPoint) {
                zero.clear(unit);
            }
            if (code != lowEnd && code != highEnd) {
                end.clear(unit);
            }
            if (coding.clips(real[unit])) {
                clipped++;
            }
            histogram.add(real[unit]);
        }
        values += units;
    }

    CodeUse.Layer layer() {
        return new CodeUse.Layer(name, domain.min(), domain.max(), units, endsAtZero ? zero.cardinality() : 0,
                end.cardinality(), (double) clipped / Math.max(1, values), histogram.histogram());
    }
}
