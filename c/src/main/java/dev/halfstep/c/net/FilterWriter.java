package dev.halfstep.c.net;

import dev.halfstep.c.rescale.Rescale;
import dev.halfstep.c.rescale.SumRange;
import dev.halfstep.c.text.Types;
import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer;
import dev.halfstep.lower.LoweredFilter.FilterLayer.CodedFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.IntegerFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.WideFilter;
import dev.halfstep.lower.SlidingWindow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** A convolution of images of codes, also of each channel by itself, or transposed. */
final class FilterWriter {

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
            throw layer.computedWeights();
        }
        switch (filter.layer()) {
            case IntegerFilter integer -> integers(integer);
            case WideFilter wide -> wide(wide);
            case FilterLayer.FloatFilter real -> throw layer.real();
            case FilterLayer.HybridFilter hybrid -> throw layer.real();
        }
    }

    private void integers(IntegerFilter integer) {
        IntToLongFunction bias = o -> integer.bias()[o];
        var sums = new RequantizedSums(layer, integer.requantizer(), ranges(integer, integer.inputZeroPoint(), bias));
        put(integer, integer.inputZeroPoint(), bias, sums, sums.of32Bits());
    }

    private void wide(WideFilter wide) {
        IntToLongFunction bias = o -> wide.bias()[o];
        var sums = new RequantizedSums(layer, wide.requantizer(), ranges(wide, 0, bias));
        put(wide, 0, bias, sums, sums.of64Bits());
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

    private void put(CodedFilter coded, int zero, IntToLongFunction bias, RequantizedSums sums, Rescale rescale) {
        layer.describe(words());
        int count = filter.weights();
        String weightType = Types.ofWeights(count, coded::weight);
        String sumType = sums.type();
        String weights = layer.table("weights", weightType, count, i -> coded.weight(inOrder(i)));
        String biases = layer.table("bias", sumType, window.outputs(), bias);
        SumCode code = SumCode.of(layer, rescale, sums.clamp(), sumType);
        Map<String, String> words = new HashMap<>(code.words());
        words.putAll(Map.of("in_t", layer.typeIn(filter.data()), "weight_t", weightType, "READ_WEIGHT",
                Types.read(weightType), "READ_BIAS", Types.read(sumType), "CODE_PARAMETERS", code.parameters(),
                "CODE_ARGUMENTS", code.each("o")));
        String address = FilterWindow.write(layer, window);
        String function = layer.functions().use("conv", words);
        int imageSize = window.imageSize();
        int resultSize = window.rows().out() * window.columns().out() * window.outputs();
        for (int b = 0; b < window.batches(); b++) {
            var arguments = new ArrayList<Object>(List.of(Layer.behind(layer.in(filter.data()), b * imageSize),
                    Layer.behind(layer.out(), b * resultSize), address, window.inputs(), window.outputs(),
                    window.groupInputs(), window.groupOutputs(), zero, weights, biases));
            arguments.addAll(code.arguments());
            layer.call(function, arguments.toArray());
        }
        layer.multiplyAdds(window.products());
        layer.rangeOut(sums.reached());
    }

    private String words() {
        String kind = switch (filter.order()) {
            case BY_OUTPUT -> "convolution, ";
            case BY_TAP -> "depthwise convolution, ";
            case BACKWARDS -> "transposed convolution, ";
        };
        return kind + window.rows().in() + " by " + window.columns().in() + " positions of " + window.inputs()
                + " channels to " + window.rows().out() + " by " + window.columns().out() + " of " + window.outputs()
                + ", window " + window.rows().taps() + " by " + window.columns().taps();
    }

    /** Where a weight stands that C has by output, tap and input, whatever the order of the file. */
    private int inOrder(int index) {
        int input = index % window.groupInputs();
        int outputAndTap = index / window.groupInputs();
        return filter.weight(outputAndTap / window.taps(), outputAndTap % window.taps(), input);
    }
}
