package dev.halfstep.op.conv;

import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.Options;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.Optional;

/**
 * A convolution of each channel by itself. Inputs: data {@code [batch, row, column, channel]}; weights
 * {@code [1, row, column, output channel]}, several output channels for each channel one after the other; optionally a bias
 * {@code [output channel]}.
 *
 * @param padding whether the filter may reach beyond the image
 * @param strideHeight rows from one position to the next
 * @param strideWidth columns from one position to the next
 * @param dilationHeight rows from one tap of the filter to the next
 * @param dilationWidth columns from one tap to the next
 * @param activation fused into the op
 */
public record DepthwiseConv2D(Padding padding, int strideHeight, int strideWidth, int dilationHeight, int dilationWidth,
        Activation activation) implements Filter {

    public static final OpType TYPE = OpType.of("DEPTHWISE_CONV_2D", 2, DepthwiseConv2D::read).inputs(2, 3)
            .types(DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16)
            .releases("1.5.0", "1.12.0", "1.14.0", "2.2.0", "2.3.0", "2.3.0", "2.11.0");

    private static final int PADDING_FIELD = 0;
    private static final int STRIDE_WIDTH_FIELD = 1;
    private static final int STRIDE_HEIGHT_FIELD = 2;
    private static final int MULTIPLIER_FIELD = 3;
    private static final int ACTIVATION_FIELD = 4;
    private static final int DILATION_WIDTH_FIELD = 5;
    private static final int DILATION_HEIGHT_FIELD = 6;

    public DepthwiseConv2D {
        Padding.requirePositive("strides", strideHeight, strideWidth);
        Padding.requirePositive("dilations", dilationHeight, dilationWidth);
    }

    /** How many outputs a channel has follows from the shapes, whatever the file says. */
    private static DepthwiseConv2D read(OptionReader options) {
        return new DepthwiseConv2D(Padding.of(options.int8(PADDING_FIELD, 0)), options.int32(STRIDE_HEIGHT_FIELD, 0),
                options.int32(STRIDE_WIDTH_FIELD, 0), options.int32(DILATION_HEIGHT_FIELD, 1),
                options.int32(DILATION_WIDTH_FIELD, 1), Activation.of(options.int8(ACTIVATION_FIELD, 0)));
    }

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.int8(PADDING_FIELD, padding.number()).int32(STRIDE_WIDTH_FIELD, strideWidth)
                .int32(STRIDE_HEIGHT_FIELD, strideHeight)
                .int32(MULTIPLIER_FIELD, operands.shape(WEIGHTS).extent(3) / operands.shape(DATA).extent(3))
                .int8(ACTIVATION_FIELD, activation.number()).int32(DILATION_WIDTH_FIELD, dilationWidth, 1)
                .int32(DILATION_HEIGHT_FIELD, dilationHeight, 1);
    }

    @Override
    public int version(Operands operands) {
        if (operands.dtype(DATA) == DType.FLOAT32 && operands.dtype(WEIGHTS) == DType.INT8) {
            return operands.scale(WEIGHTS).channels() > 1 ? 6 : 4;
        }
        if (operands.dtype(DATA) == DType.INT8 || operands.dtype(DATA) == DType.INT16) {
            return 3;
        }
        return dilationHeight != 1 || dilationWidth != 1 ? 2 : 1;
    }

    @Override
    public boolean supports(DType data, DType weights, Optional<DType> bias) {
        return switch (data) {
            case FLOAT32 -> bias.orElse(DType.FLOAT32) == DType.FLOAT32
                    && (weights == DType.FLOAT32 || weights == DType.INT8);
            case INT8 -> bias.orElse(DType.INT32) == DType.INT32 && weights == DType.INT8;
            case INT16 -> bias.orElse(DType.INT64) == DType.INT64 && weights == DType.INT8;
            case UINT8 -> bias.orElse(DType.INT32) == DType.INT32 && weights == DType.UINT8;
            case INT4, INT32, INT64, FLOAT16 -> false;
        };
    }

    @Override
    public void check(Operands operands) {
        Filter.super.check(operands);
        require(operands.dtype(DATA) != DType.FLOAT32 || operands.dtype(WEIGHTS) != DType.INT8
                || operands.scale(WEIGHTS).channels() > 1 || operands.shape(WEIGHTS).rank() != 4
                || operands.shape(WEIGHTS).lastExtent() == 1,
                () -> "float32 data need int8 weights with a scale for each output: TensorFlow Lite's kernel reads as many");
    }

    @Override
    public int outputAxis() {
        return 3;
    }

    @Override
    public int groups(Shape data, Shape weights) {
        int channels = data.extent(3);
        require(weights.extent(0) == 1 && weights.extent(3) % channels == 0,
                () -> "depthwise weights of shape " + weights + " do not go with " + channels + " channels");
        return channels;
    }

    @Override
    public Optional<Op> withActivation(Activation other) {
        return Optional
                .of(new DepthwiseConv2D(padding, strideHeight, strideWidth, dilationHeight, dilationWidth, other));
    }
}
