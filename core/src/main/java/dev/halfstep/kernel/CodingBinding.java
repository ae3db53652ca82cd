package dev.halfstep.kernel;

import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.lower.LoweredCoding;
import dev.halfstep.lower.LoweredCoding.Casted;
import dev.halfstep.lower.LoweredCoding.Dequantized;
import dev.halfstep.lower.LoweredCoding.Quantized;
import dev.halfstep.lower.LoweredCoding.Requantized;
import dev.halfstep.tensor.DType;

/** Changes of what numbers stand for, bound to their arrays. */
final class CodingBinding {

    private CodingBinding() {}

    static Step bind(LoweredCoding node, Buffers buffers) {
        return switch (node) {
            case Quantized quantized -> quantizing(quantized, buffers);
            case Dequantized dequantized -> dequantizing(dequantized, buffers);
            case Requantized requantized -> requantizing(requantized, buffers);
            case Casted casted -> casting(casted, buffers);
        };
    }

    private static Step quantizing(Quantized node, Buffers buffers) {
        float[] in = buffers.floatsIn(0);
        IntegerArray out = IntegerArray.of(node.to(), buffers.out(0));
        return () -> {
            for (int i = 0; i < in.length; i++) {
                out.set(i, node.code(in[i], i));
            }
        };
    }

    private static Step dequantizing(Dequantized node, Buffers buffers) {
        float[] out = buffers.floatsOut();
        if (node.quantization().channels() == 1 && node.from().bytes() == 1) {
            return ofBytes(node, buffers.bytesIn(0), out);
        }
        IntegerArray in = IntegerArray.of(node.from(), buffers.in(0));
        return () -> {
            for (int i = 0; i < out.length; i++) {
                out[i] = node.value(in.get(i), i);
            }
        };
    }

    private static Step ofBytes(Dequantized node, byte[] in, float[] out) {
        var table = new float[1 << Byte.SIZE];
        for (int code = (int) node.from().min(); code <= node.from().max(); code++) {
            table[code & 0xff] = node.value(code, 0);
        }
        return () -> {
            for (int i = 0; i < out.length; i++) {
                out[i] = table[in[i] & 0xff];
            }
        };
    }

    private static Step requantizing(Requantized node, Buffers buffers) {
        IntegerArray in = IntegerArray.of(node.from(), buffers.in(0));
        IntegerArray out = IntegerArray.of(node.to(), buffers.out(0));
        return () -> {
            for (int i = 0; i < node.length(); i++) {
                out.set(i, node.code(in.get(i)));
            }
        };
    }

    private static Step casting(Casted node, Buffers buffers) {
        int length = node.length();
        if (node.to() == DType.FLOAT32) {
            IntegerArray in = IntegerArray.of(node.from(), buffers.in(0));
            float[] out = buffers.floatsOut();
            return () -> {
                for (int i = 0; i < length; i++) {
                    out[i] = in.get(i);
                }
            };
        }
        IntegerArray out = IntegerArray.of(node.to(), buffers.out(0));
        if (node.from() == DType.FLOAT32) {
            float[] in = buffers.floatsIn(0);
            return () -> {
                for (int i = 0; i < length; i++) {
                    out.set(i, node.whole(in[i]));
                }
            };
        }
        IntegerArray in = IntegerArray.of(node.from(), buffers.in(0));
        return () -> {
            for (int i = 0; i < length; i++) {
                out.set(i, node.integer(in.get(i)));
            }
        };
    }
}
