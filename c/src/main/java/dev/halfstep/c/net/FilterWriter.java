package dev.halfstep.c.net;

import dev.halfstep.c.rescale.Rescale;
import dev.halfstep.c.rescale.SumRange;
import dev.halfstep.c.text.Types;
import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer;
import dev.halfstep.lower.LoweredFilter.FilterLayer.CodedFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.IntegerFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.WideFilter;
import dev.halfstep.lower.LoweredFilter.WeightOrder;
import dev.halfstep.lower.Requantizer;
import dev.halfstep.lower.SlidingWindow;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** A convolution of images of codes. */
final class FilterWriter {

    private static final int LARGEST_ROUNDED = 0x7fff0000;

    private final Layer layer;
    private final LoweredFilter filter;
    private final SlidingWindow window;

    FilterWriter(Layer layer, LoweredFilter filter) {
        this.layer = layer;
        this.filter = filter;
        window = filter.window();
    }

    void write() {
        if (filter.computed().isPresent()) {
            throw Problem.model("there is no C for layers whose weights are computed");
        }
        if (filter.order() == WeightOrder.BACKWARDS || window.rows().spacing() != 1
                || window.columns().spacing() != 1) {
            throw layer.noSuchOp();
        }
        switch (filter.layer()) {
            case IntegerFilter integer -> integers(integer);
            case WideFilter wide -> wide(wide);
            case FilterLayer.FloatFilter real -> throw layer.refused("there is no C for " + layer.op() + " of float32");
            case FilterLayer.HybridFilter hybrid ->
                throw layer.refused("there is no C for " + layer.op() + " of float32");
        }
    }

    /** What the sums of each output can be. */
    private List<SumRange> ranges(CodedFilter coded, int zero, IntToLongFunction bias) {
        CodeRange codes = layer.rangeIn(filter.data());
        boolean isPadded = FilterWindow.isPadded(window);
        long lowest = isPadded ? Math.min(0, codes.min() - zero) : codes.min() - zero;
        long highest = isPadded ? Math.max(0, codes.max() - zero) : codes.max() - zero;
        long furthest = Math.max(Math.abs(lowest), Math.abs(highest));
        return IntStream.range(0, window.outputs()).mapToObj(o -> {
            var range = new SumRange.Builder(bias.applyAsLong(o), bias.applyAsLong(o));
            for (int tap = 0; tap < window.taps(); tap++) {
                for (int i = 0; i < window.groupInputs(); i++) {
                    long weight = coded.weight(filter.weight(o, tap, i));
                    range.add(weight * lowest, weight * highest, Math.abs(weight) * furthest);
                }
            }
            return range.build();
        }).toList();
    }

    private void integers(IntegerFilter integer) {
        List<SumRange> ranges = ranges(integer, integer.inputZeroPoint(), o -> integer.bias()[o]);
        if (!ranges.stream().allMatch(SumRange::isOf32Bits)) {
            throw layer.refused("sums may leave the 32 bits that they have, and there is no C for that");
        }
        Requantizer requantizer = integer.requantizer();
        List<Multiplier> multipliers = IntStream.range(0, window.outputs())
                .mapToObj(o -> new Multiplier(requantizer.multipliers()[o], requantizer.shifts()[o])).toList();
        double[] scales = multipliers.stream().mapToDouble(m -> Math.scalb((double) m.multiplier(), m.shift() - 31))
                .toArray();
        var outputs = new ArrayList<Rescale.Output>();
        for (int o = 0; o < window.outputs(); o++) {
            int output = o;
            outputs.add(new Rescale.Output(sum -> requantizer.code((int) sum, output), ranges.get(o)));
        }
        var wanted = new Rescale.Layer(outputs, scales, requantizer.zeroPoint(), requantizer.min(), requantizer.max());
        boolean rises = IntStream.range(0, window.outputs()).allMatch(o -> risesWithoutEnd(ranges.get(o), scales[o],
                multipliers.get(o).shift()));
        Rescale rescale = rises ? Rescale.provenOr(wanted, multipliers)
                : Rescale.asItIs(multipliers, requantizer.zeroPoint());
        put(integer, integer.inputZeroPoint(), o -> integer.bias()[o], rescale, requantizer, "int32_t");
    }

    /** Whether nothing overflows on the way to a code, so that codes do not fall where sums rise. */
    private static boolean risesWithoutEnd(SumRange range, double scale, int shift) {
        double furthest = Math.max(Math.abs((double) range.least()), Math.abs((double) range.most()));
        return furthest * scale < 0x1p30 && Math.scalb(furthest, Math.max(0, shift)) < 0x1p31;
    }

    private void wide(WideFilter wide) {
        List<SumRange> ranges = ranges(wide, 0, o -> wide.bias()[o]);
        Requantizer requantizer = wide.requantizer();
        var multipliers = new int[window.outputs()];
        var shifts = new int[window.outputs()];
        for (int o = 0; o < multipliers.length; o++) {
            int multiplier = requantizer.multipliers()[o];
            multipliers[o] = multiplier < LARGEST_ROUNDED ? (multiplier + (1 << 15)) >> 16 : Short.MAX_VALUE;
            shifts[o] = 15 - requantizer.shifts()[o];
            double furthest =
                    Math.max(Math.abs((double) ranges.get(o).least()), Math.abs((double) ranges.get(o).most()));
            if (furthest >= 0x1p47 || Math.scalb(furthest * multipliers[o], -shifts[o]) >= 0x1p30) {
                throw layer.refused("sums may leave the bits that they have, and there is no C for that");
            }
        }
        put(wide, 0, o -> wide.bias()[o], new Rescale.Shifted(multipliers, shifts, requantizer.zeroPoint()),
                requantizer,
                ranges.stream().allMatch(SumRange::isOf32Bits) ? "int32_t" : "int64_t");
    }

    private void put(CodedFilter coded, int zero, IntToLongFunction bias, Rescale rescale, Requantizer requantizer,
            String sumType) {
        boolean byTap = filter.order() == WeightOrder.BY_TAP;
        layer.describe((byTap ? "depthwise convolution, " : "convolution, ") + window.rows().in() + " by "
                + window.columns().in() + " positions of " + window.inputs() + " channels to " + window.rows().out()
                + " by "
                + window.columns().out() + " of " + window.outputs() + ", window " + window.rows().taps() + " by "
                + window.columns().taps());
        int count = filter.weights();
        boolean isNarrow = IntStream.range(0, count).allMatch(i -> coded.weight(i) == (byte) coded.weight(i));
        String weightType = isNarrow ? "int8_t" : "int16_t";
        String weights = layer.table("weights", weightType, count, coded::weight);
        String biases = layer.table("bias", sumType, window.outputs(), bias);
        SumCode code = SumCode.of(layer, rescale,
                new Clamp(layer.output().dtype(), requantizer.min(), requantizer.max()), sumType);
        Map<String, String> words = new HashMap<>(code.words());
        words.putAll(Map.of("in_t", layer.typeIn(filter.data()), "weight_t", weightType, "READ_WEIGHT",
                Types.read(weightType), "READ_BIAS", Types.read(sumType), "WINDOW", layer.functions().use("window"),
                "CODE_PARAMETERS", code.parameters(), "CODE_ARGUMENTS", code.each("o")));
        String address = FilterWindow.write(layer, window);
        String function = layer.functions().use(byTap ? "depthwise" : "conv", words);
        int imageSize = window.imageSize();
        int resultSize = window.rows().out() * window.columns().out() * window.outputs();
        for (int b = 0; b < window.batches(); b++) {
            var arguments = new ArrayList<Object>(List.of(plus(layer.in(filter.data()), b * imageSize),
                    plus(layer.out(), b * resultSize), address, window.inputs(), window.outputs()));
            arguments.addAll(byTap ? List.of(window.groupOutputs())
                    : List.<Object>of(window.groupInputs(), window.groupOutputs()));
            arguments.addAll(List.of(zero, weights, biases));
            arguments.addAll(code.arguments());
            layer.call(function, arguments.toArray());
        }
        layer.multiplyAdds(window.products());
        layer.rangeOut(new CodeRange(requantizer.min(), requantizer.max()));
    }

    private static String plus(String address, int offset) {
        return offset == 0 ? address : address + " + " + offset;
    }
}
