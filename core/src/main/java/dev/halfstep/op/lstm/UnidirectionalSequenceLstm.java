package dev.halfstep.op.lstm;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.FloatLstm.Squash;
import dev.halfstep.lower.LoweredLstm;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.Options;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;

/**
 * A layer of LSTM cells that goes through sequences, as Keras' LSTM layer becomes it; {@link dev.halfstep.lower.FloatLstm} has the
 * formulas.
 *
 * <p>
 * Inputs, by the positions of {@link LstmTensors}: data {@code [samples, steps, inputs]}, or {@code [steps, samples, inputs]} if
 * they are time-major; weights of the input {@code [cells, inputs]} and of the output before {@code [cells, outputs]} for each of
 * four gates, of which the input gate may be left out; optionally weights of the cell {@code [cells]}; a bias {@code [cells]} for
 * each gate; optionally a projection {@code [outputs, cells]} with or without a bias {@code [outputs]}; two variable tensors for
 * the state, of the output and of the cells; optionally coefficients {@code [cells]} that normalize the gates. Output: the data's
 * shape with the last extent replaced.
 *
 * <p>
 * Each sequence of each run starts with a state of 0, whatever ran before.
 *
 * @param squash what limits the cell; with int8 data it is tanh in any case
 * @param cellClip the largest magnitude of a cell; none if it is 0
 * @param projectionClip the largest magnitude behind a projection; none if it is 0
 * @param timeMajor whether the first axis of data and output is that of time
 * @param asymmetricInputs whether a dynamic-range kernel codes its float input with a zero point; without meaning elsewhere
 * @param diagonal whether weights of the output before may be diagonal matrices, as vectors {@code [cells]}
 */
public record UnidirectionalSequenceLstm(Squash squash, float cellClip, float projectionClip, boolean timeMajor,
        boolean asymmetricInputs, boolean diagonal) implements Op {

    public static final OpType TYPE = OpType.of("UNIDIRECTIONAL_SEQUENCE_LSTM", 71, UnidirectionalSequenceLstm::read)
            .inputs(1, LstmTensors.COUNT).types(DType.FLOAT32, DType.INT8)
            .releases("1.13.1", "1.14.0", "2.3.0", "2.12.0");

    private static final int SQUASH_FIELD = 0;
    private static final int CELL_CLIP_FIELD = 1;
    private static final int PROJECTION_CLIP_FIELD = 2;
    private static final int TIME_MAJOR_FIELD = 3;
    private static final int ASYMMETRIC_FIELD = 4;
    private static final int DIAGONAL_FIELD = 5;
    /** By the schema's number. */
    private static final List<Squash> SQUASHES = List.of(Squash.NONE, Squash.RELU, Squash.RELU_N1_TO_1, Squash.RELU6,
            Squash.TANH);

    /** A layer as a Keras network has it. */
    public static UnidirectionalSequenceLstm plain() {
        return new UnidirectionalSequenceLstm(Squash.TANH, 0, 0, false, false, false);
    }

    private static UnidirectionalSequenceLstm read(OptionReader options) {
        int squash = options.int8(SQUASH_FIELD, 0);
        require(squash >= 0 && squash < SQUASHES.size(),
                () -> "the fused activation number " + squash + " is not supported");
        return new UnidirectionalSequenceLstm(SQUASHES.get(squash), clip(options, CELL_CLIP_FIELD),
                clip(options, PROJECTION_CLIP_FIELD), options.bool(TIME_MAJOR_FIELD), options.bool(ASYMMETRIC_FIELD),
                options.bool(DIAGONAL_FIELD));
    }

    private static float clip(OptionReader options, int field) {
        float clip = options.float32(field, 0);
        require(clip >= 0, () -> "a magnitude cannot be limited to " + clip);
        return clip;
    }

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.int8(SQUASH_FIELD, SQUASHES.indexOf(squash)).float32(CELL_CLIP_FIELD, cellClip)
                .float32(PROJECTION_CLIP_FIELD, projectionClip).bool(TIME_MAJOR_FIELD, timeMajor)
                .bool(ASYMMETRIC_FIELD, asymmetricInputs).bool(DIAGONAL_FIELD, diagonal);
    }

    @Override
    public int version(Operands operands) {
        if (diagonal) {
            return 4;
        }
        boolean hybrid = operands.dtype(LstmTensors.DATA) == DType.FLOAT32
                && operands.dtype(LstmTensors.INPUT_TO_FORGET) == DType.INT8;
        return !hybrid ? 1 : asymmetricInputs ? 3 : 2;
    }

    @Override
    public void check(Operands operands) {
        // The reference kernels leave whatever is in memory there.
        require(squash != Squash.NONE || operands.dtype(LstmTensors.DATA) == DType.INT8,
                () -> "cells without a fused activation, such as TANH, are not supported");
        LstmTensors.check(operands, timeMajor);
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        LstmTensors.checkShapes(operands);
        Shape data = operands.shape(LstmTensors.DATA);
        return List.of(data.with(2, LstmTensors.outputs(operands)));
    }

    @Override
    public boolean mixesSamples(Operands operands) {
        return timeMajor;
    }

    @Override
    public long preparedBytes(Operands operands) {
        return Float.BYTES * (8L * LstmTensors.cells(operands) + 4L * LstmTensors.outputs(operands)
                + 4L * operands.shape(LstmTensors.DATA).extent(2));
    }

    @Override
    public LoweredLstm lower(Operands operands) {
        return new LstmLowering(this, operands).lowered();
    }
}
