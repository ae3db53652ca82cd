package dev.halfstep.op.dense;

import static dev.halfstep.op.dense.FullyConnected.BIAS;
import static dev.halfstep.op.dense.FullyConnected.DATA;
import static dev.halfstep.op.dense.FullyConnected.WEIGHTS;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.Step;
import dev.halfstep.op.Operands;
import dev.halfstep.lower.CodeChain;
import dev.halfstep.lower.FloatDense;
import dev.halfstep.lower.HybridDense;
import dev.halfstep.lower.Int16Dense;
import dev.halfstep.lower.Int8Dense;
import dev.halfstep.kernel.conv.IntegerConvolution;
import dev.halfstep.kernel.conv.IntegerConvolution.Sums32;
import dev.halfstep.lower.IntegerDense;
import dev.halfstep.kernel.Kernel;
import dev.halfstep.kernel.Kernels;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;

/** Dense layers made ready to run, by the types of their tensors. */
final class DenseSteps {

    private final FullyConnected op;
    private final Operands operands;
    private final Buffers buffers;
    private final int outputs;
    private final int inputs;
    private final int rows;

    DenseSteps(FullyConnected op, Operands operands, Buffers buffers) {
        this.op = op;
        this.operands = operands;
        this.buffers = buffers;
        outputs = operands.shape(WEIGHTS).extent(0);
        inputs = operands.shape(WEIGHTS).extent(1);
        rows = operands.shape(DATA).elements() / inputs;
    }

    Step step() {
        return switch (operands.dtype(DATA)) {
            case FLOAT32 -> operands.dtype(WEIGHTS) == DType.FLOAT32 ? floating() : hybrid();
            case INT8 -> hasZeroPoint() ? bytes() : int8();
            case UINT8 -> bytes();
            case INT16 -> isBias(DType.INT32) || hasZeroPoint() ? shorts() : int16();
            case INT4, INT32, INT64, FLOAT16 -> throw new AssertionError(operands.dtype(DATA));
        };
    }

    private boolean hasZeroPoint() {
        return hasZeroPoint(operands);
    }

    static boolean hasZeroPoint(Operands operands) {
        Quantization q = operands.scale(WEIGHTS);
        return q.channels() == 1 && q.zeroPoint() != 0;
    }

    private boolean isBias(DType type) {
        return operands.has(BIAS) && operands.dtype(BIAS) == type;
    }

    private Step floating() {
        var layer = new FloatDense(buffers.floatsIn(WEIGHTS), floatBias(), inputs, outputs, op.activation().min(),
                op.activation().max());
        Kernel<float[], float[]> kernel = isFixed(operands) ? buffers.once(() -> buffers.kernels().dense(layer))
                : Kernels.REFERENCE.dense(layer);
        return bound(kernel, buffers.floatsIn(DATA), buffers.floatsOut());
    }

    /** Weights that another node computes are not known yet, and may change from run to run. */
    static boolean isFixed(Operands operands) {
        return operands.isFixed(WEIGHTS) && operands.isFixed(BIAS);
    }

    private <I, O> Step bound(Kernel<I, O> kernel, I in, O out) {
        Runnable run = kernel.bound(in, rows, out);
        return run::run;
    }

    private Step hybrid() {
        byte[] codes = buffers.bytesIn(WEIGHTS);
        float[] in = buffers.floatsIn(DATA);
        float[] out = buffers.floatsOut();
        if (isFixed(operands)) {
            return bound(buffers.once(() -> buffers.kernels().dense(hybrid(HybridDense.sums(codes, inputs, outputs)))),
                    in, out);
        }
        var sums = new int[outputs];
        Step run = bound(Kernels.REFERENCE.dense(hybrid(sums)), in, out);
        return () -> {
            HybridDense.addUp(codes, inputs, sums);
            run.run();
        };
    }

    private HybridDense hybrid(int[] sums) {
        return new HybridDense(buffers.bytesIn(WEIGHTS), operands.scale(WEIGHTS).scales(), sums, floatBias(), inputs,
                outputs, op.asymmetricInputs(), op.activation().min(), op.activation().max());
    }

    private float[] floatBias() {
        return operands.has(BIAS) ? buffers.floatsIn(BIAS) : new float[outputs];
    }

    private int[] intBias() {
        return operands.has(BIAS) ? buffers.intsIn(BIAS) : new int[outputs];
    }

    private long[] longBias() {
        return operands.has(BIAS) ? buffers.longsIn(BIAS) : new long[outputs];
    }

    private Step int8() {
        CodeChain alone = CodeChain.of(int8Layer());
        byte[] in = buffers.bytesIn(DATA);
        byte[] out = buffers.bytesOut();
        if (isFixed(operands)) {
            return bound(buffers.once(() -> buffers.kernels().dense(alone)), in, out);
        }
        // Made ready anew for the weights of each run.
        return () -> Kernels.REFERENCE.dense(alone).bound(in, rows, out).run();
    }

    /** The layer of a node with int8 data and weights without a zero point. */
    Int8Dense int8Layer() {
        Quantization output = operands.outputScale();
        return new Int8Dense(buffers.bytesIn(WEIGHTS), intBias(), inputs, outputs, scales(),
                (int) operands.scale(DATA).zeroPoint(), (int) output.zeroPoint(),
                op.activation().min(output, DType.INT8), op.activation().max(output, DType.INT8));
    }

    private Step int16() {
        Quantization output = operands.outputScale();
        var layer = new Int16Dense(buffers.bytesIn(WEIGHTS), longBias(), inputs, outputs, scales(),
                op.activation().min(output, DType.INT16), op.activation().max(output, DType.INT16));
        Kernel<short[], short[]> kernel = isFixed(operands) ? buffers.once(() -> buffers.kernels().dense(layer))
                : Kernels.REFERENCE.dense(layer);
        return bound(kernel, buffers.shortsIn(DATA), buffers.shortsOut());
    }

    /** 8-bit data and weights that have a zero point. */
    private Step bytes() {
        boolean unsigned = operands.dtype(DATA) == DType.UINT8;
        int zeroPoint = (int) operands.scale(DATA).zeroPoint();
        byte[] in = buffers.bytesIn(DATA);
        var centred = new short[in.length];
        var weights = new short[operands.shape(WEIGHTS).elements()];
        int[] bias = intBias();
        var codes = new int[outputs];
        IntegerDense layer = layer();
        Sums32 taker = Sums32.bytes(buffers.bytesOut());
        return () -> {
            IntegerConvolution.centre(in, unsigned, zeroPoint, centred);
            centreWeights(weights);
            IntegerDense.run(layer, centred, rows, weights, bias, codes, taker);
        };
    }

    /** 16-bit data where the weights have a zero point, or where the sums have 32 bits. */
    private Step shorts() {
        short[] in = buffers.shortsIn(DATA);
        var weights = new short[operands.shape(WEIGHTS).elements()];
        var codes = new int[outputs];
        IntegerDense layer = layer();
        Sums32 taker = Sums32.shorts(buffers.shortsOut());
        if (isBias(DType.INT32)) {
            int[] bias = intBias();
            return () -> {
                centreWeights(weights);
                IntegerDense.run(layer, in, rows, weights, bias, codes, taker);
            };
        }
        long[] bias = longBias();
        return () -> {
            centreWeights(weights);
            IntegerDense.run(layer, in, rows, weights, bias, codes, taker);
        };
    }

    /** In each run, as another node may compute the weights; these layers are rare. */
    private void centreWeights(short[] to) {
        int zeroPoint = hasZeroPoint() ? (int) operands.scale(WEIGHTS).zeroPoint() : 0;
        IntegerConvolution.centre(buffers.bytesIn(WEIGHTS), operands.dtype(WEIGHTS) == DType.UINT8, zeroPoint, to);
    }

    private IntegerDense layer() {
        Quantization output = operands.outputScale();
        DType type = operands.output().dtype();
        return new IntegerDense(inputs, outputs, scales(), (int) output.zeroPoint(), op.activation().min(output, type),
                op.activation().max(output, type));
    }

    /** From the scale of the sums to that of the output, for each output. */
    private double[] scales() {
        double input = operands.scale(DATA).scale();
        double output = operands.outputScale().scale();
        Quantization q = operands.scale(WEIGHTS);
        var scales = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            scales[o] = input * q.scale(q.channels() == 1 ? 0 : o) / output;
        }
        return scales;
    }
}
