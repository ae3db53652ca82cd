package dev.halfstep.op.conv;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.SlidingWindow;
import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import java.util.Optional;

/**
 * What CONV_2D and DEPTHWISE_CONV_2D have in common: data {@code [batch, row, column, channel]} go through weights with four
 * axes, plus a bias for each output channel, to {@code [batch, row, column, output channel]}.
 */
public sealed interface Filter extends Op permits Conv2D, DepthwiseConv2D {

    int DATA = 0;
    int WEIGHTS = 1;
    int BIAS = 2;

    /** For each input 2 bytes of code and 1 less its zero point; for each weight 2, and 4 in a vector; for each output sums and scales. */
    long BYTES_PER_INPUT = 3;
    long BYTES_PER_WEIGHT = 6;
    long BYTES_PER_OUTPUT = 48;

    Padding padding();

    int strideHeight();

    int strideWidth();

    int dilationHeight();

    int dilationWidth();

    /** The weights' axis with an index for each output channel. */
    int outputAxis();

    /**
     * Into how many parts the channels fall, each with filters of its own.
     *
     * @throws Problem if data and weights of these shapes do not go together
     */
    int groups(Shape data, Shape weights);

    /** Whether there is a kernel for weights of a type on data of a type, and for the type of the bias if there is one. */
    boolean supports(DType data, DType weights, Optional<DType> bias);

    @Override
    default void check(Operands operands) {
        TensorInfo data = operands.input(DATA);
        TensorInfo weights = operands.input(WEIGHTS);
        TensorInfo output = operands.output();
        Optional<DType> bias = operands.has(BIAS) ? Optional.of(operands.dtype(BIAS)) : Optional.empty();
        require(output.dtype() == data.dtype() && supports(data.dtype(), weights.dtype(), bias),
                () -> "data " + data.dtype().label() + ", weights " + weights.dtype().label() + ", bias "
                        + bias.map(DType::label).orElse("none") + " and output " + output.dtype().label()
                        + " are not supported together");
        if (weights.dtype().isInteger()) {
            requireScales(weights);
        }
        if (data.dtype().isInteger()) {
            Operands.requireCodes(data);
            Operands.requireCodes(output);
        }
        if (operands.has(BIAS)) {
            operands.input(BIAS).quantization().ifPresent(q -> require(q.isSymmetric(),
                    () -> "the bias '" + operands.input(BIAS).name() + "' has a zero point other than 0"));
        }
    }

    private void requireScales(TensorInfo weights) {
        Optional<Quantization> q = weights.quantization();
        Shape shape = weights.shape();
        boolean perChannel = q.isPresent() && q.get().axis() == outputAxis() && shape.rank() > outputAxis()
                && q.get().channels() == shape.extent(outputAxis());
        require(q.isPresent() && (q.get().channels() == 1 || perChannel),
                () -> "the weights '" + weights.name() + "' have neither one scale nor one for each output");
        if (weights.dtype() == DType.UINT8) {
            require(q.get().channels() == 1,
                    () -> "the uint8 weights '" + weights.name() + "' have more than one scale");
        } else {
            require(q.get().isSymmetric(), () -> "the weights '" + weights.name() + "' have a zero point other than 0");
        }
    }

    @Override
    default List<Shape> outputShapes(Operands operands) {
        SlidingWindow window = window(operands);
        return List.of(Shape.of(window.batches(), window.rows().out(), window.columns().out(), window.outputs()));
    }

    /**
     * How the weights slide over the data.
     *
     * @throws Problem if the shapes do not go together
     */
    private SlidingWindow window(Operands operands) {
        Shape data = operands.shape(DATA);
        Shape weights = operands.shape(WEIGHTS);
        require(data.rank() == 4 && weights.rank() == 4, () -> "data of shape " + data + " and weights of shape "
                + weights + " must have four axes each");
        int outputs = weights.extent(outputAxis());
        require(data.extent(3) > 0 && outputs > 0,
                () -> "data of shape " + data + " and weights of shape " + weights + " have an axis without extent");
        int groups = groups(data, weights);
        if (operands.has(BIAS)) {
            Shape bias = operands.shape(BIAS);
            require(bias.rank() == 1 && bias.extent(0) == outputs,
                    () -> "a bias of shape " + bias + " does not go with " + outputs + " outputs");
        }
        return new SlidingWindow(data.extent(0),
                padding().axis(data.extent(1), weights.extent(1), strideHeight(), dilationHeight()),
                padding().axis(data.extent(2), weights.extent(2), strideWidth(), dilationWidth()), data.extent(3),
                outputs, groups);
    }

    @Override
    default long preparedBytes(Operands operands) {
        return BYTES_PER_INPUT * operands.shape(DATA).elements() + BYTES_PER_WEIGHT * operands.shape(WEIGHTS).elements()
                + BYTES_PER_OUTPUT * operands.shape(WEIGHTS).extent(outputAxis());
    }

    @Override
    default LoweredFilter lower(Operands operands) {
        return new FilterLowering(this, operands, window(operands)).lowered();
    }

    @Override
    default QuantizationRule quantization() {
        return QuantizationRule.weighted(new QuantizationRule.Weights(DATA, WEIGHTS, BIAS, outputAxis()));
    }
}
