package dev.halfstep.op.dense;

import static dev.halfstep.op.dense.BatchMatMul.X;
import static dev.halfstep.op.dense.BatchMatMul.Y;
import static dev.halfstep.op.Operands.require;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Operands;
import dev.halfstep.lower.Convolution.Move;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.kernel.conv.IntegerConvolution;
import dev.halfstep.kernel.conv.IntegerConvolution.Sums32;
import dev.halfstep.kernel.conv.IntegerConvolution.Sums64;
import dev.halfstep.kernel.dense.MatrixProduct;
import dev.halfstep.kernel.dense.MatrixProduct.Row;
import dev.halfstep.lower.Requantizer;
import dev.halfstep.lower.rounding.RowCoding;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;

/** Products of matrices made ready to run, by the types of their tensors. */
final class ProductSteps {

    private final BatchMatMul op;
    private final Operands operands;
    private final Buffers buffers;
    private final MatrixProduct product;

    ProductSteps(BatchMatMul op, Operands operands, Buffers buffers) {
        this.op = op;
        this.operands = operands;
        this.buffers = buffers;
        product = BatchMatMul.product(op, operands);
    }

    Step step() {
        return switch (operands.dtype(X)) {
            case FLOAT32 -> operands.dtype(Y) == DType.FLOAT32 ? floats() : hybrid();
            case INT8 -> operands.output().dtype() == DType.INT32 ? sums() : int8();
            case INT16 -> int16();
            case UINT8, INT4, INT32, INT64, FLOAT16 -> throw new AssertionError(operands.dtype(X));
        };
    }

    private Step floats() {
        float[] y = buffers.floatsIn(Y);
        if (!op.adjointY()) {
            Row row = MatrixProduct.floats(product, buffers.floatsIn(X), y, buffers.floatsOut());
            return () -> product.run(row);
        }
        var arranged = new float[y.length];
        Row row = MatrixProduct.floats(product, buffers.floatsIn(X), arranged, buffers.floatsOut());
        return arranging((from, to) -> arranged[to] = y[from], () -> product.run(row));
    }

    /** Brings the second factor into the kernel's order: once if it stays the same, before each run if not. */
    private Step arranging(Move move, Step run) {
        int length = operands.shape(Y).elements();
        Step arrange = () -> {
            if (op.adjointY()) {
                product.transpose(length, move);
            } else {
                for (int i = 0; i < length; i++) {
                    move.move(i, i);
                }
            }
        };
        if (operands.knows(Y)) {
            arrange.run();
            return run;
        }
        return () -> {
            arrange.run();
            run.run();
        };
    }

    /** Products of 8-bit codes less the zero points. */
    private Step bytes(int zeroX, int zeroY, Sums32 taker) {
        byte[] x = buffers.bytesIn(X);
        byte[] y = buffers.bytesIn(Y);
        var centred = new short[x.length];
        var arranged = new short[y.length];
        Row row = MatrixProduct.sums(product, centred, arranged, new int[product.columns()], taker);
        return arranging((from, to) -> arranged[to] = (short) (y[from] - zeroY), () -> {
            IntegerConvolution.centre(x, false, zeroX, centred);
            product.run(row);
        });
    }

    private Step int8() {
        byte[] out = buffers.bytesOut();
        Requantizer requantizer = requantizer(FixedPoint.MAX_SHIFT);
        return bytes((int) operands.scale(X).zeroPoint(), (int) operands.scale(Y).zeroPoint(), (batch, sums, at) -> {
            for (int n = 0; n < sums.length; n++) {
                out[at + n] = (byte) requantizer.code(sums[n], 0);
            }
        });
    }

    /** The kernel for int32 knows no zero points. */
    private Step sums() {
        int[] out = buffers.intsOut();
        return bytes(0, 0, (batch, sums, at) -> System.arraycopy(sums, 0, out, at, sums.length));
    }

    private Step int16() {
        short[] out = buffers.shortsOut();
        Requantizer requantizer = requantizer(Requantizer.MAX_SHIFT_64);
        Sums64 taker = (batch, sums, at) -> {
            for (int n = 0; n < sums.length; n++) {
                out[at + n] = (short) requantizer.code(sums[n], 0);
            }
        };
        short[] y = buffers.shortsIn(Y);
        var arranged = new short[y.length];
        Row row = MatrixProduct.sums(product, buffers.shortsIn(X), arranged, new long[product.columns()], taker);
        return arranging((from, to) -> arranged[to] = y[from], () -> product.run(row));
    }

    private Requantizer requantizer(int maxShift) {
        Quantization output = operands.outputScale();
        DType type = operands.output().dtype();
        // As in older kernels, the product of the two scales is rounded to single precision.
        double scale = (double) (operands.scale(X).scale() * operands.scale(Y).scale()) / output.scale();
        Requantizer requantizer = Requantizer.of(new double[] {scale}, (int) output.zeroPoint(), (int) type.min(),
                (int) type.max());
        require(requantizer.maxShift() <= maxShift,
                () -> "the scales of its tensors are too far apart: rescaling by more than 2^" + maxShift);
        return requantizer;
    }

    /** Each row of the first factor is coded on the fly with a scale of its own. */
    private Step hybrid() {
        float[] x = buffers.floatsIn(X);
        byte[] y = buffers.bytesIn(Y);
        var arranged = new short[y.length];
        int depth = product.depth();
        var values = new float[depth];
        var codes = new byte[depth];
        var centred = new short[depth];
        var scale = new float[1];
        Quantization q = operands.scale(Y);
        float[] out = buffers.floatsOut();
        Row sums = MatrixProduct.sums(product, centred, arranged, new int[product.columns()], (batch, s, at) -> {
            for (int n = 0; n < s.length; n++) {
                out[at + n] = s[n] * (scale[0] * q.scale(q.channels() == 1 ? 0 : n));
            }
        });
        Row row = (from, step, matrix, to) -> {
            for (int k = 0; k < depth; k++) {
                values[k] = x[from + k * step];
            }
            RowCoding coding = RowCoding.code(op.asymmetricInputs(), values, 0, depth, codes);
            scale[0] = coding.scale();
            IntegerConvolution.centre(codes, false, coding.zeroPoint(), centred);
            sums.compute(0, 1, matrix, to);
        };
        return arranging((from, to) -> arranged[to] = y[from], () -> product.run(row));
    }
}
