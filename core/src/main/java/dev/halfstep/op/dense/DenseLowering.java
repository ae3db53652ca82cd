package dev.halfstep.op.dense;

import static dev.halfstep.op.dense.FullyConnected.BIAS;
import static dev.halfstep.op.dense.FullyConnected.DATA;
import static dev.halfstep.op.dense.FullyConnected.WEIGHTS;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;

import dev.halfstep.lower.Dense;
import dev.halfstep.lower.Dense.FloatDense;
import dev.halfstep.lower.Dense.HybridDense;
import dev.halfstep.lower.Dense.Int16Dense;
import dev.halfstep.lower.Dense.Int8Dense;
import dev.halfstep.lower.Dense.IntegerDense;
import dev.halfstep.lower.LoweredDense;
import dev.halfstep.lower.SumScales;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Parameters;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.stream.IntStream;

/** The arithmetic of a dense layer, by the types of its tensors. Here, and nowhere else, the scales of its sums are derived. */
final class DenseLowering {

    private final FullyConnected op;
    private final Operands operands;
    private final int outputs;
    private final int inputs;
    private final Parameters parameters;

    DenseLowering(FullyConnected op, Operands operands) {
        this.op = op;
        this.operands = operands;
        outputs = operands.shape(WEIGHTS).extent(0);
        inputs = operands.shape(WEIGHTS).extent(1);
        parameters = new Parameters(operands, WEIGHTS, BIAS, outputs);
    }

    LoweredDense lowered() {
        return new LoweredDense(layer(), operands.shape(DATA).elements() / inputs, parameters.computed());
    }

    private Dense layer() {
        return switch (operands.dtype(DATA)) {
            case FLOAT32 -> operands.dtype(WEIGHTS) == DType.FLOAT32 ? floating() : hybrid();
            case INT8 -> weightZeroPoint() != 0 ? integers(false) : int8();
            case UINT8 -> integers(false);
            case INT16 -> int16();
            case INT4, INT32, INT64, BOOL, FLOAT16 -> throw new AssertionError(operands.dtype(DATA));
        };
    }

    private int weightZeroPoint() {
        Quantization q = operands.scale(WEIGHTS);
        return q.channels() == 1 ? (int) q.zeroPoint() : 0;
    }

    private FloatDense floating() {
        return new FloatDense(parameters.floatWeights(), parameters.floatBias(), inputs, outputs,
                op.activation().min(), op.activation().max());
    }

    private HybridDense hybrid() {
        return new HybridDense(parameters.codes(), operands.scale(WEIGHTS).scales(), parameters.floatBias(), inputs,
                outputs, op.asymmetricInputs(), op.activation().min(), op.activation().max());
    }

    private Int8Dense int8() {
        return new Int8Dense(parameters.codes(), parameters.intBias(), inputs, outputs, scales(),
                (int) operands.scale(DATA).zeroPoint(), (int) operands.outputScale().zeroPoint(), min(), max());
    }

    private Dense int16() {
        boolean narrow = operands.has(BIAS) && operands.dtype(BIAS) == DType.INT32;
        if (narrow || weightZeroPoint() != 0) {
            return integers(!narrow);
        }
        return new Int16Dense(parameters.codes(), parameters.longBias(), inputs, outputs, scales(), min(), max());
    }

    private IntegerDense integers(boolean wide) {
        long[] bias = wide ? parameters.longBias() : IntStream.of(parameters.intBias()).asLongStream().toArray();
        return new IntegerDense(operands.dtype(DATA), parameters.codes(), operands.dtype(WEIGHTS), weightZeroPoint(),
                bias, wide, inputs, outputs, scales(), (int) operands.scale(DATA).zeroPoint(),
                (int) operands.outputScale().zeroPoint(), min(), max());
    }

    private int min() {
        return op.activation().min(operands.outputScale(), operands.output().dtype());
    }

    private int max() {
        return op.activation().max(operands.outputScale(), operands.output().dtype());
    }

    /** From the scale of the sums to that of the output, for each output. */
    private double[] scales() {
        double[] sums = SumScales.of(operands.scale(DATA).scale(), operands.scale(WEIGHTS).scales(), outputs);
        return SumScales.toCodes(sums, operands.outputScale().scale());
    }
}
