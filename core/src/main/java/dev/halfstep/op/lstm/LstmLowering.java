package dev.halfstep.op.lstm;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.op.lstm.LstmTensors.CELL_BIAS;
import static dev.halfstep.op.lstm.LstmTensors.CELL_NORMALIZATION;
import static dev.halfstep.op.lstm.LstmTensors.CELL_STATE;
import static dev.halfstep.op.lstm.LstmTensors.CELL_TO_FORGET;
import static dev.halfstep.op.lstm.LstmTensors.CELL_TO_INPUT;
import static dev.halfstep.op.lstm.LstmTensors.CELL_TO_OUTPUT;
import static dev.halfstep.op.lstm.LstmTensors.DATA;
import static dev.halfstep.op.lstm.LstmTensors.FORGET_BIAS;
import static dev.halfstep.op.lstm.LstmTensors.FORGET_NORMALIZATION;
import static dev.halfstep.op.lstm.LstmTensors.INPUT_BIAS;
import static dev.halfstep.op.lstm.LstmTensors.INPUT_NORMALIZATION;
import static dev.halfstep.op.lstm.LstmTensors.INPUT_TO_CELL;
import static dev.halfstep.op.lstm.LstmTensors.INPUT_TO_FORGET;
import static dev.halfstep.op.lstm.LstmTensors.INPUT_TO_INPUT;
import static dev.halfstep.op.lstm.LstmTensors.INPUT_TO_OUTPUT;
import static dev.halfstep.op.lstm.LstmTensors.OUTPUT_BIAS;
import static dev.halfstep.op.lstm.LstmTensors.OUTPUT_NORMALIZATION;
import static dev.halfstep.op.lstm.LstmTensors.OUTPUT_STATE;
import static dev.halfstep.op.lstm.LstmTensors.PROJECTION;
import static dev.halfstep.op.lstm.LstmTensors.PROJECTION_BIAS;
import static dev.halfstep.op.lstm.LstmTensors.RECURRENT_TO_CELL;
import static dev.halfstep.op.lstm.LstmTensors.RECURRENT_TO_FORGET;
import static dev.halfstep.op.lstm.LstmTensors.RECURRENT_TO_INPUT;
import static dev.halfstep.op.lstm.LstmTensors.RECURRENT_TO_OUTPUT;

import dev.halfstep.lower.FloatLstm;
import dev.halfstep.lower.FloatLstm.GateWeights;
import dev.halfstep.lower.Int8Lstm;
import dev.halfstep.lower.Int8Lstm.Int8Normalization;
import dev.halfstep.lower.LoweredLstm;
import dev.halfstep.lower.LoweredLstm.Extents;
import dev.halfstep.lower.LoweredLstm.Parameter;
import dev.halfstep.lower.LoweredLstm.Sequences;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.lower.rounding.PowerOfTwo;
import dev.halfstep.op.Operands;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.Optional;
import java.util.function.IntFunction;

/** The arithmetic of an LSTM layer, by the types of its tensors. */
final class LstmLowering {

    /** A position that no operand has: the gate does not look at the cell. */
    private static final int NONE = Integer.MAX_VALUE;
    private static final float SUM_SCALE = 0x1p-12f;
    private static final float GATE_SCALE = 0x1p-15f;
    /** In units of the coefficients' scale. */
    private static final float LEAST_VARIANCE = 10_000;
    private static final int MOST_CELL_BITS = 6;
    private static final int CELL_FRACTION_BITS = 15;

    private final UnidirectionalSequenceLstm op;
    private final Operands operands;
    private final Extents extents;

    LstmLowering(UnidirectionalSequenceLstm op, Operands operands) {
        this.op = op;
        this.operands = operands;
        extents = new Extents(operands.shape(DATA).extent(2), LstmTensors.cells(operands),
                LstmTensors.outputs(operands));
    }

    LoweredLstm lowered() {
        Shape data = operands.shape(DATA);
        var sequences = op.timeMajor() ? new Sequences(data.extent(1), data.extent(0), true)
                : new Sequences(data.extent(0), data.extent(1), false);
        return operands.dtype(DATA) == DType.INT8 ? int8(sequences) : floating(sequences);
    }

    private FloatLstm floating(Sequences sequences) {
        return new FloatLstm(sequences, extents,
                LstmTensors.hasInputGate(operands)
                        ? Optional.of(gate(INPUT_TO_INPUT, RECURRENT_TO_INPUT, CELL_TO_INPUT, INPUT_BIAS,
                                INPUT_NORMALIZATION))
                        : Optional.empty(),
                gate(INPUT_TO_FORGET, RECURRENT_TO_FORGET, CELL_TO_FORGET, FORGET_BIAS, FORGET_NORMALIZATION),
                gate(INPUT_TO_CELL, RECURRENT_TO_CELL, NONE, CELL_BIAS, CELL_NORMALIZATION),
                gate(INPUT_TO_OUTPUT, RECURRENT_TO_OUTPUT, CELL_TO_OUTPUT, OUTPUT_BIAS, OUTPUT_NORMALIZATION),
                operands.has(PROJECTION) ? Optional.of(full(PROJECTION, extents.cells())) : Optional.empty(),
                operands.has(PROJECTION_BIAS) ? floats(PROJECTION_BIAS) : Parameter.of(new float[extents.outputs()]),
                op.squash(), op.cellClip(), op.projectionClip());
    }

    private FloatLstm.Gate gate(int input, int recurrent, int peephole, int bias, int normalization) {
        return new FloatLstm.Gate(full(input, extents.inputs()),
                LstmTensors.isDiagonal(operands, recurrent) ? diagonal(recurrent) : full(recurrent, extents.outputs()),
                operands.has(peephole) ? Optional.of(diagonal(peephole)) : Optional.empty(), floats(bias),
                operands.has(normalization) ? Optional.of(floats(normalization)) : Optional.empty());
    }

    private GateWeights full(int weights, int columns) {
        return operands.dtype(weights) == DType.FLOAT32 ? new GateWeights.Full(floats(weights), columns)
                : new GateWeights.Coded(bytes(weights), operands.scale(weights).scale(), columns,
                        op.asymmetricInputs());
    }

    private GateWeights diagonal(int weights) {
        return operands.dtype(weights) == DType.FLOAT32 ? new GateWeights.Diagonal(floats(weights))
                : new GateWeights.CodedDiagonal(bytes(weights), operands.scale(weights).scale());
    }

    private Parameter<float[]> floats(int position) {
        return parameter(position, operands::floats);
    }

    private Parameter<byte[]> bytes(int position) {
        return parameter(position, operands::bytes);
    }

    private Parameter<short[]> shorts(int position) {
        return parameter(position, operands::shorts);
    }

    private Parameter<int[]> ints(int position) {
        return parameter(position, operands::ints);
    }

    private <A> Parameter<A> parameter(int position, IntFunction<A> contents) {
        return new Parameter<>(position,
                operands.knows(position) ? Optional.of(contents.apply(position)) : Optional.empty());
    }

    private Int8Lstm int8(Sequences sequences) {
        return new Int8Lstm(sequences, extents,
                LstmTensors.hasInputGate(operands) ? Optional.of(int8Gate(0, CELL_TO_INPUT)) : Optional.empty(),
                int8Gate(1, CELL_TO_FORGET), int8Gate(2, NONE), int8Gate(3, CELL_TO_OUTPUT), coding(),
                clip(op.cellClip(), operands.scale(CELL_STATE), Short.MAX_VALUE), projection());
    }

    /**
     * One gate.
     *
     * @param gate its index: input, forget, cell, output
     * @param peephole the position of its weights of the cell
     */
    private Int8Lstm.Gate int8Gate(int gate, int peephole) {
        int input = INPUT_TO_INPUT + gate;
        int recurrent = RECURRENT_TO_INPUT + gate;
        float state = operands.scale(OUTPUT_STATE).scale();
        float sums = LstmTensors.isNormalized(operands) ? intermediate(gate).scale() : SUM_SCALE;
        return new Int8Lstm.Gate(bytes(input),
                multiplier(operands.scale(input).scale() * operands.scale(DATA).scale() / sums), bytes(recurrent),
                multiplier(operands.scale(recurrent).scale() * state / sums),
                operands.has(peephole)
                        ? Optional
                                .of(new Int8Lstm.Peephole(shorts(peephole), multiplier(peepholeScale(peephole, sums))))
                        : Optional.empty(),
                ints(INPUT_BIAS + gate), normalization(INPUT_NORMALIZATION + gate));
    }

    /** The cells' scale is taken for the power of two that it is nearest to. */
    private float peepholeScale(int peephole, float sums) {
        double cell = Math.scalb(1.0, cellExponent());
        return (float) (cell * operands.scale(peephole).scale() / sums);
    }

    private Optional<Int8Normalization> normalization(int position) {
        if (!operands.has(position)) {
            return Optional.empty();
        }
        float scale = operands.scale(position).scale();
        Multiplier multiplier = multiplier(scale);
        require(multiplier.shift() <= Int8Normalization.MAX_SHIFT,
                () -> "the scale " + scale + " of " + Quoted.of(operands.input(position).name()) + " is too large");
        return Optional.of(new Int8Normalization(shorts(position), multiplier,
                Math.max(1, (int) (LEAST_VARIANCE * scale))));
    }

    private int cellExponent() {
        float scale = operands.scale(CELL_STATE).scale();
        int exponent = PowerOfTwo.exponent(scale);
        require(PowerOfTwo.is(scale) && exponent >= -CELL_FRACTION_BITS
                && exponent <= MOST_CELL_BITS - CELL_FRACTION_BITS,
                () -> "the scale of " + Quoted.of(operands.input(CELL_STATE).name()) + " is " + scale
                        + ", not a power of two from 2^-15 to 2^-9");
        return exponent;
    }

    /** The reference kernel turns the sign of the zero point where a projection follows. */
    private Int8Lstm.Coding coding() {
        Quantization hidden = hidden();
        int zeroPoint = (int) hidden.zeroPoint();
        return new Int8Lstm.Coding((int) operands.scale(DATA).zeroPoint(),
                (int) operands.scale(OUTPUT_STATE).zeroPoint(), cellExponent() + CELL_FRACTION_BITS,
                multiplier((float) ((double) GATE_SCALE / hidden.scale() * GATE_SCALE)),
                operands.has(PROJECTION) ? -zeroPoint : zeroPoint);
    }

    private Quantization hidden() {
        return intermediate(LstmTensors.HIDDEN);
    }

    private Quantization intermediate(int position) {
        return operands.intermediates().get(position).quantization().orElseThrow();
    }

    private Optional<Int8Lstm.Projection> projection() {
        if (!operands.has(PROJECTION)) {
            return Optional.empty();
        }
        float scale =
                operands.scale(PROJECTION).scale() * hidden().scale() / operands.scale(OUTPUT_STATE).scale();
        return Optional.of(new Int8Lstm.Projection(bytes(PROJECTION), multiplier(scale),
                operands.has(PROJECTION_BIAS) ? ints(PROJECTION_BIAS) : Parameter.of(new int[extents.outputs()]),
                clip(op.projectionClip(), operands.outputScale(), Byte.MAX_VALUE)));
    }

    /** A magnitude in codes, cut off; 0 for none. */
    private static int clip(float magnitude, Quantization quantization, int most) {
        return (int) Math.min(magnitude / quantization.scale(), most);
    }

    private static Multiplier multiplier(float scale) {
        Multiplier multiplier = Float.isFinite(scale) ? Multiplier.of(scale) : new Multiplier(0, Integer.MAX_VALUE);
        require(multiplier.shift() <= FixedPoint.MAX_SHIFT,
                () -> "its scales are too far apart: sums would be multiplied by " + scale);
        return multiplier;
    }
}
