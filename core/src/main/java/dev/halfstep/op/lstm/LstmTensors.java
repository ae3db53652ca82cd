package dev.halfstep.op.lstm;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.op.Operands;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import java.util.Optional;

/** The tensors of an LSTM layer: their positions, and what they must be to go together. */
final class LstmTensors {

    static final int DATA = 0;
    static final int INPUT_TO_INPUT = 1;
    static final int INPUT_TO_FORGET = 2;
    static final int INPUT_TO_CELL = 3;
    static final int INPUT_TO_OUTPUT = 4;
    static final int RECURRENT_TO_INPUT = 5;
    static final int RECURRENT_TO_FORGET = 6;
    static final int RECURRENT_TO_CELL = 7;
    static final int RECURRENT_TO_OUTPUT = 8;
    static final int CELL_TO_INPUT = 9;
    static final int CELL_TO_FORGET = 10;
    static final int CELL_TO_OUTPUT = 11;
    static final int INPUT_BIAS = 12;
    static final int FORGET_BIAS = 13;
    static final int CELL_BIAS = 14;
    static final int OUTPUT_BIAS = 15;
    static final int PROJECTION = 16;
    static final int PROJECTION_BIAS = 17;
    static final int OUTPUT_STATE = 18;
    static final int CELL_STATE = 19;
    static final int INPUT_NORMALIZATION = 20;
    static final int FORGET_NORMALIZATION = 21;
    static final int CELL_NORMALIZATION = 22;
    static final int OUTPUT_NORMALIZATION = 23;
    static final int COUNT = 24;

    /** The position among the intermediates of the output before any projection. */
    static final int HIDDEN = 4;

    private static final int COUNT_WITHOUT_NORMALIZATION = 20;
    private static final int INTERMEDIATES = 5;
    private static final List<Integer> REQUIRED = List.of(INPUT_TO_FORGET, INPUT_TO_CELL, INPUT_TO_OUTPUT,
            RECURRENT_TO_FORGET, RECURRENT_TO_CELL, RECURRENT_TO_OUTPUT, FORGET_BIAS, CELL_BIAS, OUTPUT_BIAS,
            OUTPUT_STATE, CELL_STATE);

    private LstmTensors() {}

    static int cells(Operands operands) {
        return operands.shape(INPUT_TO_OUTPUT).extent(0);
    }

    static int outputs(Operands operands) {
        return isDiagonal(operands, RECURRENT_TO_OUTPUT) ? cells(operands)
                : operands.shape(RECURRENT_TO_OUTPUT).extent(1);
    }

    /** Whether weights of the output before are those of a diagonal matrix. */
    static boolean isDiagonal(Operands operands, int recurrent) {
        return operands.shape(recurrent).rank() == 1;
    }

    static boolean hasInputGate(Operands operands) {
        return operands.has(INPUT_TO_INPUT);
    }

    static boolean hasPeepholes(Operands operands) {
        return operands.has(CELL_TO_OUTPUT);
    }

    static boolean isNormalized(Operands operands) {
        return operands.has(FORGET_NORMALIZATION);
    }

    /** Refuses tensors that are missing, or of types, scales or states that do not go together. */
    static void check(Operands operands, boolean timeMajor) {
        int count = operands.inputs().size();
        require(count == COUNT || count == COUNT_WITHOUT_NORMALIZATION,
                () -> "it has " + count + " inputs, not " + COUNT_WITHOUT_NORMALIZATION + " or " + COUNT);
        checkPresence(operands);
        checkTypes(operands);
        boolean integer = operands.dtype(DATA) == DType.INT8;
        if (operands.dtype(INPUT_TO_FORGET) == DType.INT8) {
            for (int i = INPUT_TO_INPUT; i <= RECURRENT_TO_OUTPUT; i++) {
                requireWeights(operands, i);
            }
            requireWeights(operands, PROJECTION);
            for (int i = CELL_TO_INPUT; i <= CELL_TO_OUTPUT; i++) {
                requireWeights(operands, i);
            }
        }
        if (integer) {
            checkScales(operands);
        }
        checkStates(operands, timeMajor);
    }

    private static void checkPresence(Operands operands) {
        for (int required : REQUIRED) {
            require(operands.has(required), () -> "its input " + required + " is left out");
        }
        boolean inputGate = hasInputGate(operands);
        require(operands.has(RECURRENT_TO_INPUT) == inputGate && operands.has(INPUT_BIAS) == inputGate,
                () -> "of the weights and the bias of its input gate, some are left out");
        boolean peepholes = hasPeepholes(operands);
        require(operands.has(CELL_TO_FORGET) == peepholes
                && (operands.has(CELL_TO_INPUT) == peepholes || (peepholes && !inputGate)),
                () -> "of the weights of its cells, some are left out");
        require(operands.has(PROJECTION) || !operands.has(PROJECTION_BIAS),
                () -> "there is a bias for a projection, but no projection");
        boolean normalized = isNormalized(operands);
        require(operands.has(CELL_NORMALIZATION) == normalized && operands.has(OUTPUT_NORMALIZATION) == normalized
                && operands.has(INPUT_NORMALIZATION) == (normalized && inputGate),
                () -> "of the coefficients that normalize its gates, some are left out");
    }

    private static void checkTypes(Operands operands) {
        DType data = operands.dtype(DATA);
        DType weights = operands.dtype(INPUT_TO_FORGET);
        boolean integer = data == DType.INT8;
        require(weights == DType.INT8 || (weights == DType.FLOAT32 && !integer),
                () -> "weights of type " + weights.label() + " do not go with data of type " + data.label());
        for (int i = INPUT_TO_INPUT; i <= RECURRENT_TO_OUTPUT; i++) {
            boolean realDiagonal = i >= RECURRENT_TO_INPUT && operands.has(i) && isDiagonal(operands, i) && !integer;
            requireType(operands, i, realDiagonal ? DType.FLOAT32 : weights);
        }
        requireType(operands, PROJECTION, weights);
        DType bias = integer ? DType.INT32 : DType.FLOAT32;
        for (int i = INPUT_BIAS; i <= OUTPUT_BIAS; i++) {
            requireType(operands, i, bias);
        }
        requireType(operands, PROJECTION_BIAS, bias);
        for (int i = CELL_TO_INPUT; i <= CELL_TO_OUTPUT; i++) {
            requireType(operands, i, integer ? DType.INT16 : weights);
        }
        for (int i = INPUT_NORMALIZATION; i <= OUTPUT_NORMALIZATION; i++) {
            requireType(operands, i, integer ? DType.INT16 : DType.FLOAT32);
        }
        requireType(operands, OUTPUT_STATE, data);
        requireType(operands, CELL_STATE, integer ? DType.INT16 : DType.FLOAT32);
        requireType(operands.output(), data);
    }

    private static void requireType(Operands operands, int position, DType expected) {
        if (operands.has(position)) {
            requireType(operands.input(position), expected);
        }
    }

    private static void requireType(TensorInfo tensor, DType expected) {
        require(tensor.dtype() == expected, () -> Operands.notATypeOf(tensor, expected.label() + " as it must be"));
    }

    /** One scale, and no zero point: the kernels leave it out. */
    private static void requireWeights(Operands operands, int position) {
        if (operands.has(position) && operands.dtype(position).isInteger()) {
            TensorInfo weights = operands.input(position);
            Optional<Quantization> q = weights.quantization();
            require(q.isPresent() && q.get().channels() == 1,
                    () -> "the weights " + Quoted.of(weights.name()) + " do not have one scale");
            require(q.get().zeroPoint() == 0,
                    () -> "the weights " + Quoted.of(weights.name()) + " have a zero point other than 0");
        }
    }

    private static void checkScales(Operands operands) {
        Operands.requireCodes(operands.input(DATA));
        Operands.requireCodes(operands.output());
        Operands.requireCodes(operands.input(OUTPUT_STATE));
        Operands.requireCodes(operands.input(CELL_STATE));
        List<TensorInfo> intermediates = operands.intermediates();
        require(intermediates.size() == INTERMEDIATES, () -> "it has the scales of " + intermediates.size()
                + " intermediate results, not of " + INTERMEDIATES);
        Operands.requireCodes(intermediates.get(HIDDEN));
        if (isNormalized(operands)) {
            for (int gate = 0; gate < HIDDEN; gate++) {
                Operands.requireCodes(intermediates.get(gate));
                requireWeights(operands, INPUT_NORMALIZATION + gate);
            }
        }
    }

    private static void checkStates(Operands operands, boolean timeMajor) {
        Shape data = operands.shape(DATA);
        requireRank(operands.input(DATA), 3);
        checkShapes(operands);
        long samples = data.extent(timeMajor ? 1 : 0);
        requireState(operands.input(OUTPUT_STATE), samples * outputs(operands));
        requireState(operands.input(CELL_STATE), samples * cells(operands));
    }

    private static void requireState(TensorInfo state, long elements) {
        require(state.isVariable(), () -> "the state " + Quoted.of(state.name()) + " is not a variable tensor");
        require(state.shape().elements() == elements, () -> "the state " + Quoted.of(state.name()) + " has the shape "
                + state.shape() + ", but takes " + elements + " elements");
    }

    /** Refuses shapes that do not go together; those of the states, which follow the data in a run, are not among them. */
    static void checkShapes(Operands operands) {
        requireRank(operands.input(DATA), 3);
        requireRank(operands.input(INPUT_TO_OUTPUT), 2);
        int inputs = operands.shape(DATA).extent(2);
        int cells = cells(operands);
        if (!isDiagonal(operands, RECURRENT_TO_OUTPUT)) {
            requireRank(operands.input(RECURRENT_TO_OUTPUT), 2);
        }
        int outputs = outputs(operands);
        require(inputs > 0 && cells > 0 && outputs > 0,
                () -> inputs + " inputs, " + cells + " cells and " + outputs + " outputs make no layer");
        for (int i = INPUT_TO_INPUT; i <= INPUT_TO_OUTPUT; i++) {
            requireShape(operands, i, Shape.of(cells, inputs));
        }
        for (int i = RECURRENT_TO_INPUT; i <= RECURRENT_TO_OUTPUT; i++) {
            boolean diagonal = operands.has(i) && isDiagonal(operands, i) && operands.dtype(i) == DType.FLOAT32
                    && outputs == cells;
            requireShape(operands, i, diagonal ? Shape.of(cells) : Shape.of(cells, outputs));
        }
        for (int i = CELL_TO_INPUT; i <= OUTPUT_BIAS; i++) {
            requireShape(operands, i, Shape.of(cells));
        }
        for (int i = INPUT_NORMALIZATION; i <= OUTPUT_NORMALIZATION; i++) {
            requireShape(operands, i, Shape.of(cells));
        }
        requireShape(operands, PROJECTION, Shape.of(outputs, cells));
        requireShape(operands, PROJECTION_BIAS, Shape.of(outputs));
        require(operands.has(PROJECTION) || outputs == cells,
                () -> cells + " cells make " + outputs + " outputs without a projection");
        // The reference kernel takes the number of outputs for that of the cells there.
        require(outputs == cells || operands.dtype(DATA) != DType.INT8 || !hasPeepholes(operands),
                () -> "weights of cells together with a projection from " + cells + " to " + outputs
                        + " outputs have no int8 kernel");
    }

    private static void requireRank(TensorInfo tensor, int rank) {
        require(tensor.shape().rank() == rank,
                () -> Quoted.of(tensor.name()) + " must have " + rank + " axes, not the shape " + tensor.shape());
    }

    private static void requireShape(Operands operands, int position, Shape expected) {
        if (operands.has(position)) {
            TensorInfo tensor = operands.input(position);
            require(tensor.shape().equals(expected),
                    () -> Quoted.of(tensor.name()) + " has the shape " + tensor.shape() + ", not " + expected);
        }
    }
}
