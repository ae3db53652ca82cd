package dev.halfstep.op.conv;

import static dev.halfstep.op.Tensors.assertCheckRefuses;
import static dev.halfstep.op.Tensors.assertShapesRefused;
import static dev.halfstep.op.Tensors.codes;
import static dev.halfstep.op.Tensors.operands;
import static dev.halfstep.op.Tensors.perChannel;
import static dev.halfstep.op.Tensors.plain;
import static dev.halfstep.op.Tensors.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.lower.Computed;
import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.IntegerFilter;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import org.junit.jupiter.api.Test;

/** CONV_2D and DEPTHWISE_CONV_2D. */
class FilterTest {

    private static final Op CONV = conv(Padding.VALID, 1, 1);
    private static final Op DEPTHWISE = new Conv2D(true, Padding.VALID, 1, 1, 1, 1, Activation.NONE);
    private static final int HUGE = Integer.MAX_VALUE;

    private static Op conv(Padding padding, int stride, int dilation) {
        return new Conv2D(false, padding, stride, stride, dilation, dilation, Activation.NONE);
    }

    @Test
    void extentsFollowFromPaddingStrideAndDilation() {
        Shape data = Shape.of(2, 9, 8, 3);
        Shape weights = Shape.of(5, 3, 3, 3);
        Shape bias = Shape.of(5);
        assertThat(shape(CONV, data, weights, bias)).isEqualTo(Shape.of(2, 7, 6, 5));
        assertThat(shape(conv(Padding.SAME, 2, 1), data, weights, bias)).isEqualTo(Shape.of(2, 5, 4, 5));
        assertThat(shape(conv(Padding.VALID, 1, 3), data, weights, bias)).isEqualTo(Shape.of(2, 3, 2, 5));
        assertThat(shape(conv(Padding.VALID, 1, 4), data, weights, bias)).isEqualTo(Shape.of(2, 1, 0, 5));
        assertThat(shape(DEPTHWISE, data, Shape.of(1, 3, 3, 6), Shape.of(6))).isEqualTo(Shape.of(2, 7, 6, 6));
    }

    @Test
    void channelsMustGoTogether() {
        Shape data = Shape.of(1, 4, 4, 6);
        assertThat(shape(CONV, data, Shape.of(4, 1, 1, 3), Shape.of(4))).isEqualTo(Shape.of(1, 4, 4, 4));
        assertShapesRefused(CONV, "6 channels do not fall into groups for weights of shape [3, 1, 1, 3]", data,
                Shape.of(3, 1, 1, 3), Shape.of(3));
        assertShapesRefused(CONV, "6 channels do not fall into groups", data, Shape.of(4, 1, 1, 4), Shape.of(4));
        assertShapesRefused(CONV, "6 channels do not fall into groups", data, Shape.of(4, 1, 1, 0), Shape.of(4));
        assertShapesRefused(DEPTHWISE, "depthwise weights of shape [1, 1, 1, 8] do not go with 6 channels", data,
                Shape.of(1, 1, 1, 8));
        assertShapesRefused(DEPTHWISE, "depthwise weights of shape [2, 1, 1, 6]", data, Shape.of(2, 1, 1, 6));
        assertShapesRefused(CONV, "a bias of shape [5] does not go with 4 outputs", data, Shape.of(4, 1, 1, 6),
                Shape.of(5));
    }

    @Test
    void hostileShapesAreRefused() {
        Shape weights = Shape.of(1, 3, 3, 1);
        assertShapesRefused(CONV, "must have four axes each", Shape.of(4, 4, 1), weights, Shape.of(1));
        assertShapesRefused(CONV, "must have four axes each", Shape.of(), Shape.of(), Shape.of());
        assertShapesRefused(CONV, "an axis without extent", Shape.of(1, 4, 4, 0), weights, Shape.of(1));
        assertShapesRefused(CONV, "an axis without extent", Shape.of(1, 4, 4, 1), Shape.of(0, 3, 3, 1), Shape.of(0));
        assertShapesRefused(CONV, "a window of extent 0", Shape.of(1, 4, 4, 1), Shape.of(1, 3, 0, 1), Shape.of(1));
        assertShapesRefused(CONV, "a window of extent 3 does not go over an image of extent 0", Shape.of(1, 4, 0, 1),
                weights, Shape.of(1));
        assertShapesRefused(CONV, "a window of 5 places does not go over an image of 2", Shape.of(1, 2, 2, 1),
                Shape.of(1, 5, 5, 1), Shape.of(1));
        assertShapesRefused(conv(Padding.SAME, 1, HUGE), "a window of 4294967295 places", Shape.of(1, 4, 4, 1),
                weights, Shape.of(1));
        assertThat(shape(conv(Padding.SAME, HUGE, 1), Shape.of(1, 4, 4, 1), weights, Shape.of(1)))
                .isEqualTo(Shape.of(1, 1, 1, 1));
    }

    @Test
    void strideAndDilationAreAtLeastOne() {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> conv(Padding.SAME, 0, 1))
                .withMessage("strides must be at least 1, not 0 and 0.");
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> conv(Padding.SAME, 1, -2))
                .withMessage("dilations must be at least 1, not -2 and -2.");
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Padding.of(2))
                .withMessage("there is no padding of number 2.");
    }

    @Test
    void typesMustGoTogether() {
        TensorInfo data = codes(DType.INT8, 3, 1, 4, 4, 1);
        TensorInfo weights = codes(DType.INT8, 0, 2, 1, 1, 1);
        TensorInfo bias = plain(DType.INT32, 2);
        CONV.check(operands(data, data, weights, bias));
        assertCheckRefuses(CONV, "data int8, weights int8, bias int64 and output int8 are not supported together", data,
                data, weights, plain(DType.INT64, 2));
        assertCheckRefuses(CONV, "and output int16", codes(DType.INT16, 0, 1), data, weights, bias);
        assertCheckRefuses(CONV, "weights uint8", data, data, codes(DType.UINT8, 0, 2, 1, 1, 1), bias);
        assertCheckRefuses(DEPTHWISE, "weights int4", data, data, codes(DType.INT4, 0, 1, 1, 1, 2), bias);
    }

    @Test
    void scalesMustBeThere() {
        TensorInfo data = codes(DType.INT8, 3, 1, 4, 4, 1);
        TensorInfo bias = plain(DType.INT32, 2);
        TensorInfo weights = perChannel(DType.INT8, 2, 0, 2, 1, 1, 1);
        CONV.check(operands(data, data, weights, bias));
        assertCheckRefuses(CONV, "'plain' has no scale of its own", data, plain(DType.INT8, 1, 4, 4, 1), weights, bias);
        assertCheckRefuses(CONV, "'plain' has no scale of its own", plain(DType.INT8, 1), data, weights, bias);
        assertCheckRefuses(CONV, "'channels' has no scale of its own", data, perChannel(DType.INT8, 4, 1, 1, 4, 4, 1),
                weights, bias);
        String neither = "have neither one scale nor one for each output";
        assertCheckRefuses(CONV, neither, data, data, plain(DType.INT8, 2, 1, 1, 1), bias);
        assertCheckRefuses(CONV, neither, data, data, perChannel(DType.INT8, 2, 1, 1, 2, 1, 1), bias);
        assertCheckRefuses(CONV, neither, data, data, perChannel(DType.INT8, 2, 7, 1, 2, 1, 1), bias);
        assertCheckRefuses(DEPTHWISE, neither, data, data, perChannel(DType.INT8, 2, 3, 2), bias);
        assertCheckRefuses(CONV, "the weights 'codes' have a zero point other than 0", data, data,
                codes(DType.INT8, 1, 2, 1, 1, 1), bias);
        assertCheckRefuses(CONV, "the bias 'codes' has a zero point other than 0", data, data, weights,
                codes(DType.INT32, 1, 2));
        TensorInfo bytes = codes(DType.UINT8, 3, 1, 4, 4, 1);
        CONV.check(operands(bytes, bytes, codes(DType.UINT8, 7, 2, 1, 1, 1), bias));
        assertCheckRefuses(CONV, "the uint8 weights 'channels' have more than one scale", bytes, bytes,
                perChannel(DType.UINT8, 2, 0, 2, 1, 1, 1), bias);
    }

    @Test
    void floatDataWithCodedWeights() {
        TensorInfo data = plain(DType.FLOAT32, 1, 4, 4, 2);
        TensorInfo bias = plain(DType.FLOAT32, 2);
        assertCheckRefuses(CONV, "a grouped convolution of float32 data needs weights with a scale for each output",
                data,
                data, codes(DType.INT8, 0, 2, 1, 1, 1), bias);
        CONV.check(operands(data, data, perChannel(DType.INT8, 2, 0, 2, 1, 1, 1), bias));
        assertCheckRefuses(DEPTHWISE, "float32 data need int8 weights with a scale for each output", data, data,
                codes(DType.INT8, 0, 1, 1, 1, 2), bias);
    }

    @Test
    void scalesThatAreTooFarApartAreRefused() {
        TensorInfo data = codes(DType.INT8, 0, 1, 1, 1, 1);
        TensorInfo weights = codes(DType.INT8, 0, 1, 1, 1, 1);
        TensorInfo tiny = TensorInfo.codes("tiny", DType.INT8, Shape.of(1, 1, 1, 1), Quantization.perTensor(1e-20f, 0));
        var operands = operands(tiny, data, weights, plain(DType.INT32, 1));
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> CONV.lower(operands))
                .withMessageContaining("the scales of its tensors are too far apart");
    }

    @Test
    void weightsOfOtherNodesAreNotInTheRecord() {
        var q = Quantization.perTensor(0.5f, 0);
        byte[] weights = {1, 2};
        TensorInfo data = codes(DType.INT8, 3, 1, 1, 1, 1);
        TensorInfo known = TensorInfo.constant("w", Codes.int8(Shape.of(2, 1, 1, 1), weights, q));
        TensorInfo bias = TensorInfo.constant("b", Codes.int32(Shape.of(2), new int[] {5, 6}, null));
        LoweredFilter fixed = (LoweredFilter) CONV.lower(operands(data, data, known, bias));
        assertThat(fixed.computed()).isEmpty();
        var layer = (IntegerFilter) fixed.layer();
        assertThat(layer.weights()).containsExactly(1, 2);
        assertThat(layer.bias()).containsExactly(5, 6);
        assertThat(layer.inputZeroPoint()).isEqualTo(3);
        LoweredFilter other = (LoweredFilter) CONV
                .lower(operands(data, data, codes(DType.INT8, 0, 2, 1, 1, 1), bias));
        assertThat(other.computed()).contains(new Computed(1, 2));
        assertThat(((IntegerFilter) other.layer()).weights()).isEmpty();
    }

    @Test
    void versionsFollowTheTypes() {
        TensorInfo data = codes(DType.INT8, 3, 1, 4, 4, 2);
        TensorInfo bias = plain(DType.INT32, 2);
        TensorInfo floats = plain(DType.FLOAT32, 1, 4, 4, 2);
        assertThat(CONV.version(operands(data, data, codes(DType.INT8, 0, 2, 1, 1, 2), bias))).isEqualTo(3);
        assertThat(CONV.version(operands(data, data, codes(DType.INT4, 0, 2, 1, 1, 2), bias))).isEqualTo(7);
        assertThat(CONV.version(operands(data, data, codes(DType.INT8, 0, 2, 1, 1, 1), bias))).isEqualTo(6);
        assertThat(CONV.version(operands(floats, floats, codes(DType.INT8, 0, 2, 1, 1, 2), bias))).isEqualTo(2);
        assertThat(CONV.version(operands(floats, floats, perChannel(DType.INT8, 2, 0, 2, 1, 1, 2), bias))).isEqualTo(5);
        assertThat(DEPTHWISE.version(operands(floats, floats, perChannel(DType.INT8, 2, 3, 1, 1, 1, 2), bias)))
                .isEqualTo(6);
        assertThat(DEPTHWISE.version(operands(floats, floats, plain(DType.FLOAT32, 1, 1, 1, 2), bias))).isEqualTo(1);
        assertThat(Conv2D.TYPE.release(7)).isEqualTo("2.11.0");
    }
}
