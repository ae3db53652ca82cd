package dev.halfstep.c.net;

import dev.halfstep.c.rescale.Rescale;
import dev.halfstep.c.rescale.SumRange;
import dev.halfstep.c.text.Tables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the sums of a layer become codes in C.
 *
 * @param words of the layer's template: the function that does it, and what it is told
 * @param arguments of the layer's function, its tables first
 * @param hasShifts whether each output has a shift of its own
 */
record SumCode(Map<String, String> words, List<Object> arguments, boolean hasShifts) {

    /** What sums are in C. */
    static String type(List<SumRange> ranges) {
        return ranges.stream().allMatch(SumRange::isOf32Bits) ? "int32_t" : "int64_t";
    }

    /**
     * Writes the tables.
     *
     * @param sumType what sums are in C
     */
    static SumCode of(Layer layer, Rescale rescale, Clamp clamp, String sumType) {
        Map<String, String> words = new HashMap<>(clamp.words(layer));
        words.putAll(Map.of("out_t", layer.typeOut(), "sum_t", sumType));
        var arguments = new ArrayList<Object>();
        switch (rescale) {
            case Rescale.OneProduct one -> {
                int[] multipliers = one.multipliers();
                words.put("SHIFTED_PRODUCT", one.shift() == Rescale.WORD ? "NET_UPPER(product)"
                        : "(int32_t)(product >> " + one.shift() + ")");
                words.put("CODE", layer.functions().use("code", words));
                words.putAll(Map.of("multiplier_t", "int32_t", "READ_MULTIPLIER", "NET_I32"));
                arguments.add(layer.table("multipliers", "int32_t", multipliers.length, o -> multipliers[o]));
                arguments.add(Tables.integer(one.rounding()));
            }
            case Rescale.LongProduct product -> {
                long[] multipliers = product.multipliers();
                words.put("SHIFT", Integer.toString(product.shift()));
                words.put("CODE", layer.functions().use("code_long", words));
                words.putAll(Map.of("multiplier_t", "int64_t", "READ_MULTIPLIER", "NET_I64"));
                arguments.add(layer.table("multipliers", "int64_t", multipliers.length, o -> multipliers[o]));
                arguments.add(Tables.integer(product.rounding()));
            }
            case Rescale.TwoRoundings two -> {
                int[] multipliers = two.multipliers();
                words.put("CODE", layer.functions().use("code_twice", words));
                shifts(layer, arguments, multipliers, two.shifts(), two.zero());
            }
            case Rescale.Shifted shifted -> {
                words.put("CODE", layer.functions().use("code_shifted", words));
                shifts(layer, arguments, shifted.multipliers(), shifted.shifts(), shifted.zero());
            }
        }
        arguments.addAll(clamp.arguments());
        boolean hasShifts = rescale instanceof Rescale.TwoRoundings || rescale instanceof Rescale.Shifted;
        return new SumCode(words, arguments, hasShifts);
    }

    private static void shifts(Layer layer, List<Object> arguments, int[] multipliers, int[] shifts, int zero) {
        arguments.add(layer.table("multipliers", "int32_t", multipliers.length, o -> multipliers[o]));
        arguments.add(layer.table("shifts", "int8_t", multipliers.length, o -> shifts[o]));
        arguments.add(zero);
    }

    /** What a function of a layer is told of its sums, as parameters. */
    String parameters() {
        String clamp = words.getOrDefault("CLAMP_PARAMETERS", "");
        return (hasShifts ? "const int32_t *multipliers, const int8_t *shifts, int32_t zero_out"
                : "const " + words.get("multiplier_t") + " *multipliers, int64_t rounding") + clamp;
    }

    /** What the function of a sum is told, for an output. */
    String each(String output) {
        String clamp = words.getOrDefault("CLAMP_ARGUMENTS", "");
        return (hasShifts ? "NET_I32(multipliers + " + output + "), NET_I8(shifts + " + output + "), zero_out"
                : words.get("READ_MULTIPLIER") + "(multipliers + " + output + "), rounding") + clamp;
    }
}
