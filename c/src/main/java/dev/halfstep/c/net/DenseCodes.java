package dev.halfstep.c.net;

import dev.halfstep.c.rescale.CodeOfSum;
import dev.halfstep.c.rescale.Rescale;
import dev.halfstep.c.rescale.SumRange;
import dev.halfstep.lower.Dense.CodedDense;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the sums of a dense layer become.
 *
 * @param ranges what the sums of each output can be
 * @param tflm whether they round as TensorFlow Lite Micro has them
 */
record DenseCodes(Layer layer, CodedDense dense, List<SumRange> ranges, boolean tflm) {

    /**
     * From sums to codes.
     *
     * @throws Problem if sums leave the bits that they have, or nothing in integers gives the reference's codes
     */
    Rescale rescale() {
        if (!dense.wide() && ranges.stream().anyMatch(range -> range.least() < Integer.MIN_VALUE
                || range.most() > Integer.MAX_VALUE)) {
            throw layer.sumsTooLong();
        }
        var outputs = new ArrayList<Rescale.Output>();
        for (int o = 0; o < dense.outputs(); o++) {
            outputs.add(new Rescale.Output(reference(o), ranges.get(o)));
        }
        var wanted = new Rescale.Layer(outputs, dense.scales(), dense.outputZeroPoint(), dense.min(), dense.max());
        if (tflm) {
            return Rescale.provenOr(wanted, IntStream.range(0, dense.outputs()).mapToObj(this::multiplier).toList());
        }
        return Rescale.proven(wanted).orElseThrow(
                () -> Problem.model("no multiplier in integers gives the reference's codes for all sums it can have")
                        .remedy(Layer.WITHOUT));
    }

    /** The codes that come out. */
    CodeRange reached() {
        int min = Integer.MAX_VALUE;
        int max = Integer.MIN_VALUE;
        for (int o = 0; o < dense.outputs(); o++) {
            CodeOfSum reference = reference(o);
            min = Math.min(min, reference.code(ranges.get(o).least()));
            max = Math.max(max, reference.code(ranges.get(o).most()));
        }
        return min > max ? new CodeRange(dense.min(), dense.max()) : new CodeRange(min, max);
    }

    private CodeOfSum reference(int output) {
        if (!tflm) {
            requireExactDoubles(output);
            return sum -> dense.code(sum, output);
        }
        Multiplier multiplier = multiplier(output);
        return sum -> Math.clamp(FixedPoint.multiply((int) sum, multiplier) + dense.outputZeroPoint(), dense.min(),
                dense.max());
    }

    private Multiplier multiplier(int output) {
        return Multiplier.of(dense.scales()[output], FixedPoint.MAX_SHIFT);
    }

    /** Beyond 32 bits the reference has another result than the nearest, which does not rise with the sum. */
    private void requireExactDoubles(int output) {
        double scale = dense.scales()[output];
        SumRange range = ranges.get(output);
        double furthest = range.size() * scale;
        if (!(furthest < 0x1p30)) {
            throw layer.scalesTooFarApart();
        }
    }
}
