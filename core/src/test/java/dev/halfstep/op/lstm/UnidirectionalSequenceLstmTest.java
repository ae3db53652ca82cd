package dev.halfstep.op.lstm;

import static dev.halfstep.op.Nodes.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.lower.FloatLstm.Squash;
import dev.halfstep.lower.Int8Lstm;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Tensors;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which tensors go together in an LSTM layer, and what is said of others. */
class UnidirectionalSequenceLstmTest {

    private static final UnidirectionalSequenceLstm LSTM = UnidirectionalSequenceLstm.plain();
    private static final int SAMPLES = 2;
    private static final int STEPS = 5;
    private static final int INPUTS = 3;
    private static final int CELLS = 4;

    private final @Nullable TensorInfo[] inputs = new TensorInfo[LstmTensors.COUNT];
    private final List<TensorInfo> intermediates = new ArrayList<>();
    private TensorInfo output = TensorInfo.real("output", Shape.of());

    private static TensorInfo codes(String name, DType dtype, float scale, int... extents) {
        return TensorInfo.codes(name, dtype, Shape.of(extents), Quantization.perTensor(scale, 0));
    }

    private UnidirectionalSequenceLstmTest floats() {
        inputs[LstmTensors.DATA] = TensorInfo.real("data", Shape.of(SAMPLES, STEPS, INPUTS));
        for (int gate = 0; gate < 4; gate++) {
            inputs[LstmTensors.INPUT_TO_INPUT + gate] = TensorInfo.real("w" + gate, Shape.of(CELLS, INPUTS));
            inputs[LstmTensors.RECURRENT_TO_INPUT + gate] = TensorInfo.real("r" + gate, Shape.of(CELLS, CELLS));
            inputs[LstmTensors.INPUT_BIAS + gate] = TensorInfo.real("b" + gate, Shape.of(CELLS));
        }
        inputs[LstmTensors.OUTPUT_STATE] = TensorInfo.real("h", Shape.of(SAMPLES, CELLS)).asVariable();
        inputs[LstmTensors.CELL_STATE] = TensorInfo.real("c", Shape.of(SAMPLES, CELLS)).asVariable();
        return this;
    }

    private UnidirectionalSequenceLstmTest int8() {
        inputs[LstmTensors.DATA] = codes("data", DType.INT8, 0.1f, SAMPLES, STEPS, INPUTS);
        for (int gate = 0; gate < 4; gate++) {
            inputs[LstmTensors.INPUT_TO_INPUT + gate] = codes("w" + gate, DType.INT8, 0.01f, CELLS, INPUTS);
            inputs[LstmTensors.RECURRENT_TO_INPUT + gate] = codes("r" + gate, DType.INT8, 0.01f, CELLS, CELLS);
            inputs[LstmTensors.INPUT_BIAS + gate] = Tensors.plain(DType.INT32, CELLS);
            intermediates.add(codes("i" + gate, DType.INT16, 0x1p-12f));
        }
        intermediates.add(codes("hidden", DType.INT8, 0.01f));
        inputs[LstmTensors.OUTPUT_STATE] = codes("h", DType.INT8, 0.01f, SAMPLES, CELLS).asVariable();
        inputs[LstmTensors.CELL_STATE] = codes("c", DType.INT16, 0x1p-11f, SAMPLES, CELLS).asVariable();
        output = codes("output", DType.INT8, 0.01f);
        return this;
    }

    private UnidirectionalSequenceLstmTest with(int position, @Nullable TensorInfo tensor) {
        inputs[position] = tensor;
        return this;
    }

    private Operands operands() {
        return new Operands(Arrays.asList(inputs), List.of(output), intermediates);
    }

    private void assertRefused(String what) {
        assertProblem(what, () -> {
            LSTM.check(operands());
            LSTM.outputShapes(operands());
        });
    }

    @Test
    void theOutputHasAnElementForEachCell() {
        LSTM.check(floats().operands());
        assertThat(LSTM.outputShapes(operands())).containsExactly(Shape.of(SAMPLES, STEPS, CELLS));
        LSTM.check(int8().operands());
    }

    @Test
    void runsMayHaveOtherNumbersOfSamplesThanTheStates() {
        floats().with(LstmTensors.DATA, TensorInfo.real("data", Shape.of(7, STEPS, INPUTS)));
        assertThat(LSTM.outputShapes(operands())).containsExactly(Shape.of(7, STEPS, CELLS));
        assertRefused("the state 'h' has the shape [2, 4], but takes 28 elements");
    }

    @Test
    void onlyTimeBeforeSamplesMixesThem() {
        assertThat(LSTM.mixesSamples(floats().operands())).isFalse();
        var timeMajor =
                new UnidirectionalSequenceLstm(Squash.TANH, 0, 0, true, false, false);
        assertThat(timeMajor.mixesSamples(operands())).isTrue();
        assertProblem("the state 'h' has the shape [2, 4], but takes 20 elements", () -> timeMajor.check(operands()));
    }

    @Test
    void partsMustBeThereTogether() {
        floats().with(LstmTensors.FORGET_BIAS, null).assertRefused("its input 13 is left out");
        floats().with(LstmTensors.INPUT_BIAS, null).assertRefused("the bias of its input gate");
        floats().with(LstmTensors.CELL_TO_FORGET, TensorInfo.real("p", Shape.of(CELLS)))
                .assertRefused("of the weights of its cells, some are left out");
        with(LstmTensors.CELL_TO_FORGET, null).with(LstmTensors.PROJECTION_BIAS, TensorInfo.real("p", Shape.of(CELLS)))
                .assertRefused("no projection");
    }

    @Test
    void statesMustBeVariable() {
        floats().with(LstmTensors.CELL_STATE, TensorInfo.real("c", Shape.of(SAMPLES, CELLS)))
                .assertRefused("the state 'c' is not a variable tensor");
    }

    @Test
    void shapesMustGoTogether() {
        floats().with(LstmTensors.DATA, TensorInfo.real("data", Shape.of(SAMPLES, INPUTS)))
                .assertRefused("'data' must have 3 axes, not the shape [2, 3]");
        floats().with(LstmTensors.RECURRENT_TO_CELL, TensorInfo.real("r", Shape.of(CELLS, 1)))
                .assertRefused("'r' has the shape [4, 1], not [4, 4]");
        floats().with(LstmTensors.INPUT_TO_OUTPUT, TensorInfo.real("w", Shape.of())).assertRefused("must have 2 axes");
        floats().with(LstmTensors.DATA, TensorInfo.real("data", Shape.of(SAMPLES, STEPS, 0)))
                .assertRefused("0 inputs, 4 cells and 4 outputs make no layer");
    }

    @Test
    void int8NeedsScales() {
        int8().with(LstmTensors.INPUT_TO_CELL, Tensors.plain(DType.INT8, CELLS, INPUTS))
                .assertRefused("the weights 'plain' do not have one scale");
        int8().with(LstmTensors.CELL_STATE, Tensors.plain(DType.INT16, SAMPLES, CELLS).asVariable())
                .assertRefused("'plain' has no scale of its own");
        intermediates.clear();
        with(LstmTensors.CELL_STATE, codes("c", DType.INT16, 0x1p-11f, SAMPLES, CELLS).asVariable())
                .assertRefused("it has the scales of 0 intermediate results, not of 5");
    }

    @Test
    void int8CellsHavePowersOfTwoForScales() {
        int8().with(LstmTensors.CELL_STATE, codes("c", DType.INT16, 0.0003f, SAMPLES, CELLS).asVariable());
        assertProblem("the scale of 'c' is 3.0E-4, not a power of two from 2^-15 to 2^-9",
                () -> LSTM.lower(operands()));
    }

    @Test
    void theRecordKnowsWhatIsConstant() {
        Codes weights = Codes.int8(Shape.of(CELLS, INPUTS), new byte[CELLS * INPUTS], Quantization.perTensor(0.01f, 0));
        int8().with(LstmTensors.INPUT_TO_CELL, TensorInfo.constant("w", weights));
        var lstm = (Int8Lstm) LSTM.lower(operands());
        assertThat(lstm.cell().input().contents()).contains(weights.rawBytes());
        assertThat(lstm.forget().input().contents()).isEmpty();
        assertThat(lstm.forget().input().operand()).isEqualTo(LstmTensors.INPUT_TO_FORGET);
        assertThat(lstm.codes().cellBits()).isEqualTo(4);
        assertThat(lstm.projection()).isEmpty();
    }

    @Test
    void theVersionFollowsTheKernel() {
        assertThat(LSTM.version(floats().operands())).isEqualTo(1);
        assertThat(LSTM.version(int8().operands())).isEqualTo(1);
        floats().with(LstmTensors.INPUT_TO_FORGET, codes("w", DType.INT8, 0.1f, CELLS, INPUTS));
        assertThat(LSTM.version(operands())).isEqualTo(2);
        assertThat(new UnidirectionalSequenceLstm(Squash.TANH, 0, 0, false, true, false)
                .version(operands())).isEqualTo(3);
    }
}
