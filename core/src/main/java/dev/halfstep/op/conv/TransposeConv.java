package dev.halfstep.op.conv;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.tensor.DType.FLOAT32;
import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;
import static dev.halfstep.tensor.DType.INT8;
import static dev.halfstep.tensor.DType.UINT8;

import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.LoweredFilter.WeightOrder;
import dev.halfstep.lower.SlidingWindow;
import dev.halfstep.lower.SlidingWindow.WindowAxis;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.Options;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.QuantizationRule.Weights;
import dev.halfstep.op.TypeNumbers;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A transposed convolution: each element of the data adds its multiple of the filter to the result. Inputs: the result's shape, int32;
 * weights {@code [output channel, row, column, channel]}; data {@code [batch, row, column, channel]}; optionally a bias
 * {@code [output channel]}.
 *
 * @param padding that of the convolution which leads from the result's shape to the data's
 * @param strideHeight rows of the result from one row of the data to the next
 * @param strideWidth columns of the result from one column of the data to the next
 * @param activation fused into the op
 */
public record TransposeConv(Padding padding, int strideHeight, int strideWidth, Activation activation) implements Op {

    private static final int SHAPE = 0;
    private static final int WEIGHTS = 1;
    private static final int DATA = 2;
    private static final int BIAS = 3;
    private static final Weights POSITIONS = new Weights(DATA, WEIGHTS, BIAS, 0);

    public static final OpType TYPE = OpType.of("TRANSPOSE_CONV", 49, TransposeConv::read).inputs(3, 4).data(DATA)
            .types(FLOAT32, UINT8, INT8, INT16).shapedBy(SHAPE)
            .releases("1.9.0", "2.2.0", "2.3.0", "2.13.0", "2.15.0").quantized(QuantizationRule.weighted(POSITIONS));

    private static final int PADDING_FIELD = 0;
    private static final int STRIDE_WIDTH_FIELD = 1;
    private static final int STRIDE_HEIGHT_FIELD = 2;
    private static final int ACTIVATION_FIELD = 3;
    private static final int BIAS_TYPE_FIELD = 4;
    private static final int MAX_STRIDE = Short.MAX_VALUE;

    public TransposeConv {
        Padding.requirePositive("strides", strideHeight, strideWidth);
        require(Math.max(strideHeight, strideWidth) <= MAX_STRIDE,
                () -> "strides may be " + MAX_STRIDE + " at most, as in TensorFlow Lite");
    }

    private static TransposeConv read(OptionReader options) {
        return new TransposeConv(Padding.of(options.int8(PADDING_FIELD, 0)), options.int32(STRIDE_HEIGHT_FIELD, 0),
                options.int32(STRIDE_WIDTH_FIELD, 0), Activation.of(options.int8(ACTIVATION_FIELD, 0)));
    }

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.int8(PADDING_FIELD, padding.number()).int32(STRIDE_WIDTH_FIELD, strideWidth)
                .int32(STRIDE_HEIGHT_FIELD, strideHeight).int8(ACTIVATION_FIELD, activation.number())
                .int8(BIAS_TYPE_FIELD, TypeNumbers.ofBias(operands, DATA, BIAS));
    }

    private static FilterTensors tensors(Operands operands) {
        return new FilterTensors(operands, POSITIONS);
    }

    @Override
    public int version(Operands operands) {
        if (activation != Activation.NONE) {
            return 4;
        }
        return operands.has(BIAS) ? 3 : operands.dtype(WEIGHTS) == INT8 ? 2 : 1;
    }

    @Override
    public void check(Operands operands) {
        FilterTensors tensors = tensors(operands);
        tensors.require(supports(operands.dtype(DATA), operands.dtype(WEIGHTS), tensors.bias()));
        require(operands.dtype(SHAPE) == INT32, () -> "the result's shape must be int32, not "
                + operands.dtype(SHAPE).label());
    }

    private static boolean supports(DType data, DType weights, Optional<DType> bias) {
        return switch (data) {
            case FLOAT32 -> bias.orElse(FLOAT32) == FLOAT32 && (weights == FLOAT32 || weights == INT8);
            case INT8 -> bias.orElse(INT32) == INT32 && weights == INT8;
            case INT16 -> (bias.orElse(INT64) == INT64 || bias.orElseThrow() == INT32) && weights == INT8;
            case UINT8 -> bias.orElse(INT32) == INT32 && weights == UINT8;
            case INT4, INT32, INT64, BOOL, FLOAT16 -> false;
        };
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        SlidingWindow window = window(operands);
        return List.of(Extents.shape(window.batches(), window.rows().out(), window.columns().out(), window.outputs()));
    }

    /**
     * How the weights slide over the data.
     *
     * @throws dev.halfstep.problem.Problem if the shapes do not go together
     */
    private SlidingWindow window(Operands operands) {
        int outputs = tensors(operands).outputs();
        Shape data = operands.shape(DATA);
        Shape weights = operands.shape(WEIGHTS);
        Shape result = Extents.shape(operands.integers(SHAPE));
        boolean fits = result.rank() == 4 && result.extent(0) == data.extent(0) && result.extent(3) == outputs
                && data.extent(3) == weights.extent(3) && data.extent(1) > 0 && data.extent(2) > 0;
        require(fits, () -> "data of shape " + data + " and weights of shape " + weights
                + " do not give a result of shape " + result);
        return new SlidingWindow(data.extent(0), axis(data, weights, result, 1, strideHeight),
                axis(data, weights, result, 2, strideWidth), data.extent(3), outputs, 1);
    }

    private WindowAxis axis(Shape data, Shape weights, Shape result, int axis, int stride) {
        int taps = weights.extent(axis);
        int before = padding.axis(result.extent(axis), taps, stride, 1).before();
        return WindowAxis.transposed(data.extent(axis), result.extent(axis), taps, stride, before);
    }

    @Override
    public long preparedBytes(Operands operands) {
        return FilterLowering.preparedBytes(operands, POSITIONS);
    }

    @Override
    public LoweredFilter lower(Operands operands) {
        return new FilterLowering(operands, POSITIONS, window(operands), activation, true)
                .lowered(WeightOrder.BACKWARDS);
    }

    @Override
    public Optional<Op> withActivation(Activation other) {
        return Optional.of(new TransposeConv(padding, strideHeight, strideWidth, other));
    }
}
