package dev.halfstep.c.net;

import dev.halfstep.lower.LoweredRows;
import dev.halfstep.lower.LoweredRows.Int16Softmax;
import dev.halfstep.lower.LoweredRows.SoftmaxCodes;
import java.util.Map;

/** What runs along rows of codes. */
final class RowsLayer {

    private static final int CODES = 256;
    private static final int ENTRIES = 513;
    /** As many exponentials add up to less than 2^28, so that no shift is beyond 31. */
    private static final int MOST_DEPTH = 512;

    private RowsLayer() {}

    static void write(Layer layer, LoweredRows rows) {
        switch (rows) {
            case SoftmaxCodes softmax -> softmax(layer, softmax);
            case Int16Softmax softmax -> softmax(layer, softmax);
            case LoweredRows.Reals reals -> throw layer.missing();
            case LoweredRows.LogSoftmaxCodes log -> throw layer.missing();
            case LoweredRows.NormalizedCodes normalized -> throw layer.missing();
            case LoweredRows.RunningSum sum -> throw layer.missing();
            case LoweredRows.Top top -> throw layer.missing();
        }
    }

    private static void softmax(Layer layer, SoftmaxCodes softmax) {
        if (softmax.depth() >= MOST_DEPTH) {
            throw layer.refused("rows of " + softmax.depth() + " codes are too long for the C there is of softmax");
        }
        layer.describe("softmax, by a table of exponentials");
        String table = layer.table("exponentials", "int32_t", CODES,
                d -> -d < softmax.exponentials().smallestDifference() ? -1 : softmax.exponentials().exponential(-d));
        layer.call(
                layer.functions().use("softmax",
                        Map.of("in_t", layer.typeIn(0), "out_t", layer.typeOut(), "HALVED",
                                layer.functions().use("halved"), "RECIPROCAL", layer.functions().use("reciprocal"),
                                "CLAMP",
                                layer.functions().use("clamp"), "SHIFT",
                                Integer.toString(31 - softmax.to().bytes() * Byte.SIZE), "MIN",
                                "(" + softmax.to().min() + ")", "MAX", Long.toString(softmax.to().max()))),
                layer.in(0), layer.out(), softmax.rows(), softmax.depth(), table);
    }

    private static void softmax(Layer layer, Int16Softmax softmax) {
        layer.describe("softmax, by tables of exponentials and reciprocals");
        String exponentials = layer.table("exponentials", "int16_t", ENTRIES, Int16Softmax::exponentialEntry);
        String reciprocals = layer.table("reciprocals", "int16_t", ENTRIES, Int16Softmax::reciprocalEntry);
        layer.call(
                layer.functions().use("softmax_16",
                        Map.of("SCALED", layer.functions().use("scaled"), "CLAMP", layer.functions().use("clamp"))),
                layer.in(0), layer.out(), softmax.rows(), softmax.depth(), softmax.rescaling().multiplier(),
                softmax.rescaling().shift(), exponentials, reciprocals);
    }
}
