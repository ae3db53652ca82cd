package dev.halfstep.op;

import dev.halfstep.kernel.FloatDense;
import dev.halfstep.kernel.HybridDense;
import dev.halfstep.kernel.Int16Dense;
import dev.halfstep.kernel.Int8Dense;
import dev.halfstep.tensor.Codes;
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
        outputs = operands.shape(FullyConnected.WEIGHTS).extent(0);
        inputs = operands.shape(FullyConnected.WEIGHTS).extent(1);
        rows = operands.shape(FullyConnected.DATA).elements() / inputs;
    }

    Step step() {
        return switch (operands.dtype(FullyConnected.DATA)) {
            case FLOAT32 -> operands.dtype(FullyConnected.WEIGHTS) == DType.INT8 ? hybrid() : floating();
            case INT8 -> int8();
            case INT16 -> int16();
            case UINT8, INT4, INT32, INT64, FLOAT16 -> throw new AssertionError(operands.dtype(FullyConnected.DATA));
        };
    }

    private Step floating() {
        var layer = new FloatDense(buffers.floatsIn(FullyConnected.WEIGHTS), bias(), inputs, outputs,
                op.activation().min(), op.activation().max());
        float[] in = buffers.floatsIn(FullyConnected.DATA);
        float[] out = buffers.floatsOut();
        return () -> FloatDense.run(layer, in, rows, out);
    }

    private Step hybrid() {
        byte[] codes = buffers.bytesIn(FullyConnected.WEIGHTS);
        var layer = new HybridDense(codes, operands.scale(FullyConnected.WEIGHTS).scales(),
                HybridDense.sums(codes, inputs, outputs), bias(), inputs, outputs, op.asymmetricInputs(),
                op.activation().min(), op.activation().max());
        float[] in = buffers.floatsIn(FullyConnected.DATA);
        float[] out = buffers.floatsOut();
        var room = new byte[inputs];
        return () -> HybridDense.run(layer, in, rows, room, out);
    }

    private float[] bias() {
        return operands.has(FullyConnected.BIAS) ? buffers.floatsIn(FullyConnected.BIAS) : new float[outputs];
    }

    private Step int8() {
        Quantization output = operands.outputScale();
        int[] bias = operands.has(FullyConnected.BIAS) ? buffers.intsIn(FullyConnected.BIAS) : new int[outputs];
        var layer = new Int8Dense(buffers.bytesIn(FullyConnected.WEIGHTS), bias, inputs, outputs, scales(),
                (int) operands.scale(FullyConnected.DATA).zeroPoint(), (int) output.zeroPoint(),
                op.activation().min(output, DType.INT8), op.activation().max(output, DType.INT8));
        byte[] in = buffers.bytesIn(FullyConnected.DATA);
        byte[] out = buffers.bytesOut();
        return () -> Int8Dense.run(layer, in, rows, out);
    }

    private Step int16() {
        Quantization output = operands.outputScale();
        var layer = new Int16Dense(buffers.bytesIn(FullyConnected.WEIGHTS), longBias(), inputs, outputs, scales(),
                op.activation().min(output, DType.INT16), op.activation().max(output, DType.INT16));
        short[] in = buffers.shortsIn(FullyConnected.DATA);
        short[] out = buffers.shortsOut();
        return () -> Int16Dense.run(layer, in, rows, out);
    }

    private long[] longBias() {
        var bias = new long[outputs];
        if (operands.has(FullyConnected.BIAS)) {
            var codes = (Codes) operands.input(FullyConnected.BIAS).constant().orElseThrow();
            for (int o = 0; o < outputs; o++) {
                bias[o] = codes.rawCode(o);
            }
        }
        return bias;
    }

    /** From the scale of the sums to that of the output, for each output. */
    private double[] scales() {
        double input = operands.scale(FullyConnected.DATA).scale();
        double output = operands.outputScale().scale();
        Quantization q = operands.scale(FullyConnected.WEIGHTS);
        var scales = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            scales[o] = input * q.scale(q.channels() == 1 ? 0 : o) / output;
        }
        return scales;
    }
}
