package dev.halfstep.c.net;

import dev.halfstep.c.rescale.Rescale;
import dev.halfstep.c.rescale.SumRange;
import dev.halfstep.lower.Requantizer;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** How sums become codes where the reference multiplies them in fixed point. */
final class RequantizedSums {

    private final Layer layer;
    private final Requantizer requantizer;
    private final List<SumRange> ranges;

    /** @param ranges what the sums can be, one for each multiplier */
    RequantizedSums(Layer layer, Requantizer requantizer, List<SumRange> ranges) {
        this.layer = layer;
        this.requantizer = requantizer;
        this.ranges = ranges;
    }

    /** Of sums of 32 bits, which the reference rounds twice. */
    Rescale of32Bits() {
        if (!ranges.stream().allMatch(SumRange::isOf32Bits)) {
            throw layer.sumsTooLong();
        }
        List<Multiplier> multipliers = IntStream.range(0, ranges.size())
                .mapToObj(o -> new Multiplier(requantizer.multipliers()[o], requantizer.shifts()[o])).toList();
        double[] scales = multipliers.stream().mapToDouble(m -> Math.scalb((double) m.multiplier(), m.shift() - 31))
                .toArray();
        var outputs = new ArrayList<Rescale.Output>();
        for (int o = 0; o < ranges.size(); o++) {
            int output = o;
            outputs.add(new Rescale.Output(sum -> requantizer.code((int) sum, output), ranges.get(o)));
        }
        var wanted = new Rescale.Layer(outputs, scales, requantizer.zeroPoint(), requantizer.min(), requantizer.max());
        boolean rises = IntStream.range(0, ranges.size()).allMatch(o -> risesWithoutEnd(ranges.get(o), scales[o],
                multipliers.get(o).shift()));
        return rises ? Rescale.provenOr(wanted, multipliers) : Rescale.asItIs(multipliers, requantizer.zeroPoint());
    }

    /** Whether nothing overflows on the way to a code, so that codes do not fall where sums rise. */
    private static boolean risesWithoutEnd(SumRange range, double scale, int shift) {
        double furthest = range.size();
        return furthest * scale < 0x1p30 && Math.scalb(furthest, Math.max(0, shift)) < 0x1p31;
    }

    /** Of sums of 64 bits, for which the reference cuts multipliers to 16 bits. */
    Rescale of64Bits() {
        var multipliers = new int[ranges.size()];
        var shifts = new int[ranges.size()];
        for (int o = 0; o < multipliers.length; o++) {
            multipliers[o] = FixedPoint.cut(requantizer.multipliers()[o]);
            shifts[o] = FixedPoint.CUT_BITS - requantizer.shifts()[o];
            double furthest = ranges.get(o).size();
            if (furthest >= 0x1p47 || Math.scalb(furthest * multipliers[o], -shifts[o]) >= 0x1p30) {
                throw Problem.model("sums may leave the bits that they have, and there is no C for that")
                        .remedy(Layer.WITHOUT);
            }
        }
        return new Rescale.Shifted(multipliers, shifts, requantizer.zeroPoint());
    }

    /** What sums are in C. */
    String type() {
        return SumCode.type(ranges);
    }

    /** The codes that come out. */
    CodeRange reached() {
        return new CodeRange(requantizer.min(), requantizer.max());
    }

    /** The ends of codes. */
    Clamp clamp() {
        return new Clamp(layer.output().dtype(), requantizer.min(), requantizer.max());
    }
}
