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
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.Optional;

/**
 * A convolution. Inputs: data {@code [batch, row, column, channel]}; weights
 * {@code [output channel, row, column, channel of a group]}; a bias {@code [output channel]}. Where the data have several times
 * as many channels as the weights, they fall into as many groups, each with its share of the outputs.
 *
 * @param padding whether the filter may reach beyond the image
 * @param strideHeight rows from one position to the next
 * @param strideWidth columns from one position to the next
 * @param dilationHeight rows from one tap of the filter to the next
 * @param dilationWidth columns from one tap to the next
 * @param activation fused into the op
 */
public record Conv2D(Padding padding, int strideHeight, int strideWidth, int dilationHeight, int dilationWidth,
        Activation activation) implements Filter {

    public static final OpType TYPE = OpType.of("CONV_2D", 1, Conv2D::read).inputs(3)
            .types(DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16)
            .releases("1.5.0", "1.14.0", "1.14.0", "2.3.0", "2.4.0", "2.9.0", "2.11.0", "2.15.0");

    private static final int PADDING_FIELD = 0;
    private static final int STRIDE_WIDTH_FIELD = 1;
    private static final int STRIDE_HEIGHT_FIELD = 2;
    private static final int ACTIVATION_FIELD = 3;
    private static final int DILATION_WIDTH_FIELD = 4;
    private static final int DILATION_HEIGHT_FIELD = 5;
    private static final int BIAS_TYPE_FIELD = 6;
    private static final int INT64_NUMBER = 4;
    private static final int INT32_NUMBER = 2;

    public Conv2D {
        Padding.requirePositive("strides", strideHeight, strideWidth);
        Padding.requirePositive("dilations", dilationHeight, dilationWidth);
    }

    private static Conv2D read(OptionReader options) {
        return new Conv2D(Padding.of(options.int8(PADDING_FIELD, 0)), options.int32(STRIDE_HEIGHT_FIELD, 0),
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
                .int32(STRIDE_HEIGHT_FIELD, strideHeight).int8(ACTIVATION_FIELD, activation.number())
                .int32(DILATION_WIDTH_FIELD, dilationWidth, 1).int32(DILATION_HEIGHT_FIELD, dilationHeight, 1)
                .int8(BIAS_TYPE_FIELD, biasType(operands));
    }

    /** TFLite takes the type of the sums from here where the data are int16. */
    private static int biasType(Operands operands) {
        if (operands.dtype(DATA) != DType.INT16) {
            return 0;
        }
        return operands.dtype(BIAS) == DType.INT64 ? INT64_NUMBER : INT32_NUMBER;
    }

    @Override
    public int version(Operands operands) {
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

    @Override
    public boolean supports(DType data, DType weights, Optional<DType> bias) {
        DType biasType = bias.orElse(DType.FLOAT16);
        return switch (data) {
            case FLOAT32 -> biasType == DType.FLOAT32
                    && (weights == DType.FLOAT32 || weights == DType.INT8 || weights == DType.INT4);
            case INT8 -> biasType == DType.INT32 && (weights == DType.INT8 || weights == DType.INT4);
            case INT16 -> (biasType == DType.INT32 || biasType == DType.INT64)
                    && (weights == DType.INT8 || weights == DType.INT4);
            case UINT8 -> biasType == DType.INT32 && weights == DType.UINT8;
            case INT4, INT32, INT64, FLOAT16 -> false;
        };
    }

    @Override
    public void check(Operands operands) {
        Filter.super.check(operands);
        if (operands.dtype(DATA) == DType.FLOAT32 && operands.dtype(WEIGHTS).isInteger()
                && operands.shape(DATA).rank() == 4 && operands.shape(WEIGHTS).rank() == 4) {
            require(operands.shape(DATA).extent(3) == operands.shape(WEIGHTS).extent(3)
                    || hasOwnScales(operands.scale(WEIGHTS)),
                    () -> "a grouped convolution of float32 data needs weights with a scale for each output");
        }
    }

    /** Whether each output has a scale of its own: if all are the same, TFLite takes them for one. */
    static boolean hasOwnScales(Quantization quantization) {
        return !quantization.isUniform();
    }

    @Override
    public int outputAxis() {
        return 0;
    }

    @Override
    public int groups(Shape data, Shape weights) {
        int channels = data.extent(3);
        int depth = weights.extent(3);
        require(depth > 0 && channels % depth == 0 && weights.extent(0) % (channels / depth) == 0,
                () -> channels + " channels do not fall into groups for weights of shape " + weights);
        return channels / depth;
    }

    @Override
    public Optional<Op> withActivation(Activation other) {
        return Optional.of(new Conv2D(padding, strideHeight, strideWidth, dilationHeight, dilationWidth, other));
    }
}
