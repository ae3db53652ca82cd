package dev.halfstep.c.net;

import dev.halfstep.c.text.Types;
import dev.halfstep.lower.LoweredRows;
import dev.halfstep.lower.LoweredRows.Exponentials;
import dev.halfstep.lower.LoweredRows.Int16Softmax;
import dev.halfstep.lower.LoweredRows.LogSoftmaxCodes;
import dev.halfstep.lower.LoweredRows.NormalizedCodes;
import dev.halfstep.lower.LoweredRows.RunningSum;
import dev.halfstep.lower.LoweredRows.SoftmaxCodes;
import dev.halfstep.lower.LoweredRows.Top;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
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
            case LoweredRows.Reals reals -> throw layer.real();
            case LogSoftmaxCodes log -> logSoftmax(layer, log);
            case NormalizedCodes normalized -> normalized(layer, normalized);
            case RunningSum sum -> runningSum(layer, sum);
            case Top top -> top(layer, top);
        }
    }

    private static void softmax(Layer layer, SoftmaxCodes softmax) {
        requireShort(layer, softmax);
        layer.describe("softmax, by a table of exponentials");
        layer.call(
                layer.functions().use("softmax",
                        Map.of("in_t", layer.typeIn(0), "out_t", layer.typeOut(), "SHIFT",
                                Integer.toString(31 - softmax.to().bytes() * Byte.SIZE), "MIN",
                                "(" + softmax.to().min() + ")", "MAX", Long.toString(softmax.to().max()))),
                layer.in(0), layer.out(), softmax.rows(), softmax.depth(),
                exponentials(layer, softmax.exponentials()));
    }

    private static void runningSum(Layer layer, RunningSum sum) {
        if (sum.type() == DType.FLOAT32) {
            throw layer.real();
        }
        layer.describe(layer.words());
        layer.call(
                layer.functions().use("running_sum",
                        Map.of("element_t", layer.typeOut(), "unsigned_t", Types.unsigned(sum.type()))),
                layer.in(0), layer.out(), sum.outer(), sum.depth(), sum.inner(), sum.exclusive() ? 1 : 0,
                sum.reverse() ? 1 : 0);
    }

    private static void top(Layer layer, Top top) {
        if (top.type() == DType.FLOAT32) {
            throw layer.real();
        }
        layer.describe("the largest " + top.count() + " of " + top.depth());
        if (top.count() > 0) {
            layer.call(
                    layer.functions().use("top", Map.of("element_t", layer.typeOut(), "index_t",
                            Types.of(top.indexType()))),
                    layer.in(0), layer.out(0), layer.out(1), top.rows(), top.depth(), top.count());
        }
        layer.rangeOut(layer.rangeIn(0));
        layer.rangeOut(1, new CodeRange(0, top.depth() - 1L));
    }

    private static void requireShort(Layer layer, LoweredRows rows) {
        if (rows.depth() >= MOST_DEPTH) {
            throw Problem
                    .model("rows of " + rows.depth() + " codes are too long for the C there is of " + layer.words())
                    .remedy(Layer.WITHOUT);
        }
    }

    /** A table of exponentials by distances from the largest code, with -1 where they count for nothing. */
    private static String exponentials(Layer layer, Exponentials exponentials) {
        return layer.table("exponentials", "int32_t", CODES,
                d -> -d < exponentials.smallestDifference() ? -1 : exponentials.exponential(-d));
    }

    private static void logSoftmax(Layer layer, LogSoftmaxCodes log) {
        requireShort(layer, log);
        layer.describe("logarithm of softmax, by a table of exponentials");
        Multiplier rescaling = log.exponentials().rescaling();
        layer.call(
                layer.functions().use("log_softmax",
                        Map.of("in_t", layer.typeIn(0), "MIN", "(" + log.type().min() + ")", "MAX",
                                Long.toString(log.type().max()))),
                layer.in(0), layer.out(), log.rows(), log.depth(), exponentials(layer, log.exponentials()),
                rescaling.multiplier(), rescaling.shift(), log.inverse().multiplier(), log.inverse().shift(),
                log.exponentials().smallestDifference() - 1);
    }

    private static void normalized(Layer layer, NormalizedCodes normalized) {
        double furthest = layer.rangeIn(0).furthest() + Math.abs((double) normalized.inputZero());
        if (furthest * furthest * normalized.depth() > Integer.MAX_VALUE) {
            throw layer.sumsTooLong();
        }
        layer.describe("rows divided by their length");
        String scaled = layer.functions().use("scaled");
        layer.call(
                layer.functions().use("normalized",
                        Map.of("element_t", layer.typeOut(), "DIVIDED",
                                normalized.type() == DType.INT8 ? scaled + "(steps, multiplier, 7 - shift)"
                                        : scaled + "(steps * 128, multiplier, -shift)",
                                "MIN", Long.toString(normalized.type().min()), "MAX",
                                Long.toString(normalized.type().max()))),
                layer.in(0), layer.out(), normalized.rows(), normalized.depth(), normalized.inputZero(),
                normalized.outputZero());
    }

    private static void softmax(Layer layer, Int16Softmax softmax) {
        layer.describe("softmax, by tables of exponentials and reciprocals");
        String exponentials = layer.table("exponentials", "int16_t", ENTRIES, Int16Softmax::exponentialEntry);
        String reciprocals = layer.table("reciprocals", "int16_t", ENTRIES, Int16Softmax::reciprocalEntry);
        layer.call(layer.functions().use("softmax_16", Map.of("in_t", layer.typeIn(0))), layer.in(0), layer.out(),
                softmax.rows(), softmax.depth(), softmax.rescaling().multiplier(),
                softmax.rescaling().shift(), exponentials, reciprocals);
    }
}
