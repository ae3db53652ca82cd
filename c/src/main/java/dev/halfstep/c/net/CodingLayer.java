package dev.halfstep.c.net;

import dev.halfstep.lower.LoweredCoding;
import dev.halfstep.lower.LoweredCoding.Casted;
import dev.halfstep.lower.LoweredCoding.Dequantized;
import dev.halfstep.lower.LoweredCoding.Quantized;
import dev.halfstep.lower.LoweredCoding.Requantized;
import dev.halfstep.problem.Problem;
import java.util.Map;

/** Codes that become other codes. */
final class CodingLayer {

    private static final int CODES = 256;
    private static final int HALF = 128;

    private CodingLayer() {}

    static void write(Layer layer, LoweredCoding coding) {
        switch (coding) {
            case Requantized codes when codes.isOfBytes() -> bytes(layer, codes);
            case Requantized codes -> wide(layer, codes);
            case Quantized quantized -> throw real();
            case Dequantized dequantized -> throw real();
            case Casted casted -> throw layer.noSuchOp();
        }
    }

    private static Problem real() {
        return Problem.model("real values are computed within the network, and C is written for codes alone")
                .remedy("Quantize it to full-int8, full-uint8 or int16x8.");
    }

    private static void bytes(Layer layer, Requantized codes) {
        byte[] table = codes.table();
        if (isOtherSign(table)) {
            layer.describe(codes.from().label() + " codes become " + codes.to().label() + " codes, 128 "
                    + (codes.from() == dev.halfstep.tensor.DType.UINT8 ? "less" : "more"));
            layer.call(
                    layer.functions().use("shifted", Map.of("in_t", layer.typeIn(0), "out_t", layer.typeOut(), "OFFSET",
                            codes.from() == dev.halfstep.tensor.DType.UINT8 ? "- 128" : "+ 128")),
                    layer.in(0), layer.out(),
                    codes.length());
            return;
        }
        layer.describe("codes of another scale, by a table");
        TableLayer.write(layer, table, codes.length());
    }

    /** Whether each code becomes the one that is 128 more or less. */
    private static boolean isOtherSign(byte[] table) {
        for (int b = 0; b < CODES; b++) {
            if ((table[b] & 0xff) != (b ^ HALF)) {
                return false;
            }
        }
        return true;
    }

    private static void wide(Layer layer, Requantized codes) {
        layer.requireIn32Bits(layer.rangeIn(0).furthest() + Math.abs((double) codes.fromZero()), codes.multiplier());
        layer.describe("codes of another scale");
        layer.call(
                layer.functions().use("requantize", Map.of("in_t", layer.typeIn(0), "out_t", layer.typeOut())),
                layer.in(0), layer.out(), codes.length(), codes.multiplier().multiplier(), codes.multiplier().shift(),
                codes.fromZero(), codes.toZero(), codes.to().min(), codes.to().max());
    }
}
