package dev.halfstep.c.net;

import dev.halfstep.lower.LoweredCoding;
import dev.halfstep.lower.LoweredCoding.Casted;
import dev.halfstep.lower.LoweredCoding.Dequantized;
import dev.halfstep.lower.LoweredCoding.Quantized;
import dev.halfstep.lower.LoweredCoding.Requantized;
import dev.halfstep.tensor.DType;
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
            case Quantized quantized -> throw layer.real();
            case Dequantized dequantized -> throw layer.real();
            case Casted casted -> casted(layer, casted);
        }
    }

    private static void casted(Layer layer, Casted casted) {
        if (!casted.from().isInteger() || !casted.to().isInteger()) {
            throw layer.real();
        }
        layer.describe("numbers as " + casted.to().label());
        layer.call(layer.functions().use("cast", Map.of("in_t", layer.typeIn(0), "out_t", layer.typeOut(), "VALUE",
                casted.to() == DType.BOOL ? "in[i] != 0" : "in[i]")), layer.in(0), layer.out(), casted.length());
        if (layer.rangeIn(0).isWithin(casted.to().min(), casted.to().max())) {
            layer.rangeOut(layer.rangeIn(0));
        }
    }

    private static void bytes(Layer layer, Requantized codes) {
        byte[] table = codes.table();
        if (isOtherSign(table)) {
            layer.describe(codes.from().label() + " codes become " + codes.to().label() + " codes, 128 "
                    + (codes.from() == DType.UINT8 ? "less" : "more"));
            layer.call(
                    layer.functions().use("shifted", Map.of("in_t", layer.typeIn(0), "out_t", layer.typeOut(), "OFFSET",
                            codes.from() == DType.UINT8 ? "- 128" : "+ 128")),
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
