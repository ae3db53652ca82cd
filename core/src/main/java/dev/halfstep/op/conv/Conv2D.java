package dev.halfstep.op.conv;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.LoweredFilter.WeightOrder;
import dev.halfstep.lower.SlidingWindow;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.Options;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.QuantizationRule.Weights;
import dev.halfstep.op.TypeNumbers;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import java.util.Optional;

/**
 * A convolution: CONV_2D, or DEPTHWISE_CONV_2D of each channel by itself. Inputs: data {@code [batch, row, column, channel]};
 * weights {@code [output channel, row, column, channel of a group]}, or depthwise {@code [1, row, column, output channel]} with
 * several output channels for each channel one after the other; a bias {@code [output channel]}, which only a depthwise one may
 * lack. Where the data have several times as many channels as the weights, they fall into as many groups, each with its share of
 * the outputs.
 *
 * @param depthwise whether each channel goes by itself
 * @param padding whether the filter may reach beyond the image
 * @param strideHeight rows from one position to the next
 * @param strideWidth columns from one position to the next
 * @param dilationHeight rows from one tap of the filter to the next
 * @param dilationWidth columns from one tap to the next
 * @param activation fused into the op
 */
public record Conv2D(boolean depthwise, Padding padding, int strideHeight, int strideWidth, int dilationHeight,
        int dilationWidth, Activation activation) implements Op {

    private static final int DATA = 0;
    private static final int WEIGHTS = 1;
    private static final int BIAS = 2;

    public static final OpType TYPE = type("CONV_2D", false).inputs(3)
            .releases("1.5.0", "1.14.0", "1.14.0", "2.3.0", "2.4.0", "2.9.0", "2.11.0", "2.15.0");
    public static final OpType DEPTHWISE = type("DEPTHWISE_CONV_2D", true).inputs(2, 3)
            .releases("1.5.0", "1.12.0", "1.14.0", "2.2.0", "2.3.0", "2.3.0", "2.11.0");

    private static final int PADDING_FIELD = 0;
    private static final int STRIDE_WIDTH_FIELD = 1;
    private static final int STRIDE_HEIGHT_FIELD = 2;
    /** How many outputs a channel has, in a depthwise convolution only: the fields behind are one further there. */
    private static final int MULTIPLIER_FIELD = 3;
    private static final int ACTIVATION_FIELD = 3;
    private static final int DILATION_WIDTH_FIELD = 4;
    private static final int DILATION_HEIGHT_FIELD = 5;
    private static final int BIAS_TYPE_FIELD = 6;

    public Conv2D {
        Padding.requirePositive("strides", strideHeight, strideWidth);
        Padding.requirePositive("dilations", dilationHeight, dilationWidth);
    }

    private static OpType type(String name, boolean depthwise) {
        return OpType.of(name, depthwise ? 2 : 1, options -> read(depthwise, options))
                .types(DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16)
                .quantized(QuantizationRule.weighted(positions(depthwise)));
    }

    private static Weights positions(boolean depthwise) {
        return new Weights(DATA, WEIGHTS, BIAS, depthwise ? 3 : 0);
    }

    private FilterTensors tensors(Operands operands) {
        return new FilterTensors(operands, positions(depthwise));
    }

    /** How many outputs a channel has follows from the shapes, whatever the file says. */
    private static Conv2D read(boolean depthwise, OptionReader options) {
        int more = depthwise ? 1 : 0;
        return new Conv2D(depthwise, Padding.of(options.int8(PADDING_FIELD, 0)), options.int32(STRIDE_HEIGHT_FIELD, 0),
                options.int32(STRIDE_WIDTH_FIELD, 0), options.int32(DILATION_HEIGHT_FIELD + more, 1),
                options.int32(DILATION_WIDTH_FIELD + more, 1),
                Activation.of(options.int8(ACTIVATION_FIELD + more, 0)));
    }

    @Override
    public OpType type() {
        return depthwise ? DEPTHWISE : TYPE;
    }

    @Override
    public Options options(Operands operands) {
        int more = depthwise ? 1 : 0;
        Options options = Options.NONE.int8(PADDING_FIELD, padding.number()).int32(STRIDE_WIDTH_FIELD, strideWidth)
                .int32(STRIDE_HEIGHT_FIELD, strideHeight);
        if (depthwise) {
            options = options.int32(MULTIPLIER_FIELD, multiplier(operands.shape(DATA), operands.shape(WEIGHTS)));
        }
        options = options.int8(ACTIVATION_FIELD + more, activation.number())
                .int32(DILATION_WIDTH_FIELD + more, dilationWidth, 1)
                .int32(DILATION_HEIGHT_FIELD + more, dilationHeight, 1);
        return depthwise ? options : options.int8(BIAS_TYPE_FIELD,
                TypeNumbers.ofBias(operands, DATA, BIAS));
    }

    /** How many outputs a channel has; 1 where that is known in a run only, which is told by the shapes, not by this. */
    private static int multiplier(Shape data, Shape weights) {
        boolean known = data.rank() == 4 && weights.rank() == 4 && data.extent(3) > 0;
        return known ? weights.extent(3) / data.extent(3) : 1;
    }

    @Override
    public int version(Operands operands) {
        return depthwise ? depthwiseVersion(operands) : fullVersion(operands);
    }

    private static int fullVersion(Operands operands) {
        DType data = operands.dtype(DATA);
        DType weights = operands.dtype(WEIGHTS);
        if (data == DType.INT16 && operands.dtype(BIAS) == DType.INT32) {
            return 8;
        }
        if (operands.shape(DATA).rank() == 4 && operands.shape(WEIGHTS).rank() == 4
                && operands.shape(DATA).extent(3) != operands.shape(WEIGHTS).extent(3)) {
            return 6;
        }
        if (data == DType.FLOAT32) {
            return weights != DType.INT8 ? 1 : operands.scale(WEIGHTS).channels() > 1 ? 5 : 2;
        }
        return data == DType.UINT8 ? 1 : weights == DType.INT4 ? 7 : 3;
    }

    private int depthwiseVersion(Operands operands) {
        if (operands.dtype(DATA) == DType.FLOAT32 && operands.dtype(WEIGHTS) == DType.INT8) {
            return operands.scale(WEIGHTS).channels() > 1 ? 6 : 4;
        }
        if (operands.dtype(DATA) == DType.INT8 || operands.dtype(DATA) == DType.INT16) {
            return 3;
        }
        return dilationHeight != 1 || dilationWidth != 1 ? 2 : 1;
    }

    /** Whether there is a kernel for weights of a type on data of a type, and for the type of the bias if there is one. */
    private boolean supports(DType data, DType weights, Optional<DType> bias) {
        boolean narrow = weights == DType.INT8 || (weights == DType.INT4 && !depthwise);
        return (bias.isPresent() || depthwise) && switch (data) {
            case FLOAT32 -> bias.orElse(DType.FLOAT32) == DType.FLOAT32 && (weights == DType.FLOAT32 || narrow);
            case INT8 -> bias.orElse(DType.INT32) == DType.INT32 && narrow;
            case INT16 -> (bias.orElse(DType.INT64) == DType.INT64 || (bias.orElseThrow() == DType.INT32 && !depthwise))
                    && narrow;
            case UINT8 -> bias.orElse(DType.INT32) == DType.INT32 && weights == DType.UINT8;
            case INT4, INT32, INT64, BOOL, FLOAT16 -> false;
        };
    }

    @Override
    public void check(Operands operands) {
        TensorInfo data = operands.input(DATA);
        TensorInfo weights = operands.input(WEIGHTS);
        FilterTensors tensors = tensors(operands);
        tensors.require(supports(data.dtype(), weights.dtype(), tensors.bias()));
        if (data.dtype() == DType.FLOAT32 && weights.dtype().isInteger() && weights.shape().rank() == 4) {
            requireOwnScales(data.shape(), weights);
        }
    }

    private void requireOwnScales(Shape data, TensorInfo weights) {
        Quantization q = weights.quantization().orElseThrow();
        if (depthwise) {
            require(q.channels() > 1 || weights.shape().lastExtent() == 1,
                    () -> "float32 data need int8 weights with a "
                            + "scale for each output: TensorFlow Lite's kernel reads as many");
        } else {
            require(data.rank() != 4 || data.extent(3) == weights.shape().extent(3) || hasOwnScales(q),
                    () -> "a grouped convolution of float32 data needs weights with a scale for each output");
        }
    }

    /** Whether each output has a scale of its own: if all are the same, TFLite takes them for one. */
    private static boolean hasOwnScales(Quantization quantization) {
        return !quantization.isUniform();
    }

    /**
     * Into how many parts the channels fall, each with filters of its own.
     *
     * @throws Problem if data and weights of these shapes do not go together
     */
    private int groups(Shape data, Shape weights) {
        int channels = data.extent(3);
        int depth = weights.extent(3);
        if (depthwise) {
            require(weights.extent(0) == 1 && depth % channels == 0,
                    () -> "depthwise weights of shape " + weights + " do not go with " + channels + " channels");
            return channels;
        }
        require(depth > 0 && channels % depth == 0 && weights.extent(0) % (channels / depth) == 0,
                () -> channels + " channels do not fall into groups for weights of shape " + weights);
        return channels / depth;
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        SlidingWindow window = window(operands);
        return List.of(Shape.of(window.batches(), window.rows().out(), window.columns().out(), window.outputs()));
    }

    /**
     * How the weights slide over the data.
     *
     * @throws Problem if the shapes do not go together
     */
    private SlidingWindow window(Operands operands) {
        int outputs = tensors(operands).outputs();
        Shape data = operands.shape(DATA);
        Shape weights = operands.shape(WEIGHTS);
        int groups = groups(data, weights);
        return new SlidingWindow(data.extent(0),
                padding.axis(data.extent(1), weights.extent(1), strideHeight, dilationHeight),
                padding.axis(data.extent(2), weights.extent(2), strideWidth, dilationWidth), data.extent(3),
                outputs, groups);
    }

    @Override
    public long preparedBytes(Operands operands) {
        return FilterLowering.preparedBytes(operands, positions(depthwise));
    }

    /** Images are coded on the fly with a zero point if each output has a scale of its own. */
    @Override
    public LoweredFilter lower(Operands operands) {
        boolean asymmetric =
                depthwise || operands.input(WEIGHTS).quantization().map(Conv2D::hasOwnScales).orElse(false);
        return new FilterLowering(operands, positions(depthwise), window(operands), activation, asymmetric)
                .lowered(depthwise ? WeightOrder.BY_TAP : WeightOrder.BY_OUTPUT);
    }

    @Override
    public Optional<Op> withActivation(Activation other) {
        return Optional.of(
                new Conv2D(depthwise, padding, strideHeight, strideWidth, dilationHeight, dilationWidth, other));
    }
}
