package dev.halfstep.kernel.conv;

import dev.halfstep.kernel.array.ByteCodes;
import dev.halfstep.kernel.array.IntSink;
import dev.halfstep.lower.LoweredPool.CodePool;
import dev.halfstep.lower.LoweredPool.FloatPool;
import dev.halfstep.tensor.DType;
import java.util.Arrays;

/** Pooling of images {@code [batch][row][column][channel]}. */
public final class Pooling {

    private Pooling() {}

    /** Pooling bound to its images. */
    public static Runnable bound(FloatPool pool, float[] in, float[] out) {
        var kernel = new Floats(pool, in, out);
        return () -> WindowKernel.slide(pool.window(), kernel);
    }

    /** Pooling bound to its images of int16 codes. */
    public static Runnable bound(CodePool pool, short[] in, short[] out) {
        var kernel = new Codes(pool, in, IntSink.of(out));
        return () -> WindowKernel.slide(pool.window(), kernel);
    }

    /** Pooling bound to its images of 8-bit codes. */
    public static Runnable bound(CodePool pool, byte[] in, byte[] out) {
        var wide = new short[in.length];
        var kernel = new Codes(pool, wide, IntSink.of(out));
        return () -> {
            ByteCodes.centre(in, pool.type() == DType.UINT8, 0, wide);
            WindowKernel.slide(pool.window(), kernel);
        };
    }

    private static final class Floats implements WindowKernel {

        private final FloatPool pool;
        private final boolean average;
        private final float[] in;
        private final float[] out;
        private final float[] values;
        private int count;

        Floats(FloatPool pool, float[] in, float[] out) {
            this.pool = pool;
            this.in = in;
            this.out = out;
            average = pool.average();
            values = new float[pool.window().outputs()];
        }

        @Override
        public void begin() {
            Arrays.fill(values, average ? 0 : -Float.MAX_VALUE);
            count = 0;
        }

        @Override
        public void tap(int from, int weights) {
            if (average) {
                for (int c = 0; c < values.length; c++) {
                    values[c] += in[from + c];
                }
            } else {
                for (int c = 0; c < values.length; c++) {
                    values[c] = Math.max(values[c], in[from + c]);
                }
            }
            count++;
        }

        @Override
        public void end(int batch, int to) {
            for (int c = 0; c < values.length; c++) {
                out[to + c] = pool.value(values[c], count);
            }
        }
    }

    private static final class Codes implements WindowKernel {

        private final CodePool pool;
        private final boolean average;
        private final short[] in;
        private final IntSink sink;
        private final int[] values;
        private int count;

        Codes(CodePool pool, short[] in, IntSink sink) {
            this.pool = pool;
            this.in = in;
            this.sink = sink;
            average = pool.average();
            values = new int[pool.window().outputs()];
        }

        @Override
        public void begin() {
            Arrays.fill(values, average ? 0 : Integer.MIN_VALUE);
            count = 0;
        }

        @Override
        public void tap(int from, int weights) {
            if (average) {
                for (int c = 0; c < values.length; c++) {
                    values[c] += in[from + c];
                }
            } else {
                for (int c = 0; c < values.length; c++) {
                    values[c] = Math.max(values[c], in[from + c]);
                }
            }
            count++;
        }

        @Override
        public void end(int batch, int to) {
            for (int c = 0; c < values.length; c++) {
                values[c] = pool.code(values[c], count);
            }
            sink.take(batch, values, to);
        }
    }
}
