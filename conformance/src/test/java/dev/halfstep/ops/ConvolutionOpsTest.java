package dev.halfstep.ops;

import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.conv.Conv2D;
import dev.halfstep.op.conv.Padding;
import dev.halfstep.op.conv.TransposeConv;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** CONV_2D, DEPTHWISE_CONV_2D and TRANSPOSE_CONV against TensorFlow Lite's reference kernels. */
@Tag("golden") // with each set of kernels
class ConvolutionOpsTest {

    private static final int CASES = 150;

    /** The types of a layer's tensors. */
    private record Types(DType data, DType weights, DType bias, boolean perChannel) {}

    @Test
    void convolutionsOfFloats() {
        judge("conv-float", false, new Types(DType.FLOAT32, DType.FLOAT32, DType.FLOAT32, false));
    }

    @Test
    void convolutionsOfFloatsWithCodedWeights() {
        judge("conv-hybrid", false, new Types(DType.FLOAT32, DType.INT8, DType.FLOAT32, false));
        judge("conv-hybrid-channels", false, new Types(DType.FLOAT32, DType.INT8, DType.FLOAT32, true));
        judge("conv-hybrid4", false, new Types(DType.FLOAT32, DType.INT4, DType.FLOAT32, false));
        judge("conv-hybrid4-channels", false, new Types(DType.FLOAT32, DType.INT4, DType.FLOAT32, true));
    }

    @Test
    void convolutionsOfInt8() {
        judge("conv-int8", false, new Types(DType.INT8, DType.INT8, DType.INT32, false));
        judge("conv-int8-channels", false, new Types(DType.INT8, DType.INT8, DType.INT32, true));
        judge("conv-int4", false, new Types(DType.INT8, DType.INT4, DType.INT32, false));
        judge("conv-int4-channels", false, new Types(DType.INT8, DType.INT4, DType.INT32, true));
    }

    @Test
    void convolutionsOfInt16() {
        judge("conv-int16", false, new Types(DType.INT16, DType.INT8, DType.INT64, true));
        judge("conv-int16-tensor", false, new Types(DType.INT16, DType.INT8, DType.INT64, false));
        judge("conv-int16-bias32", false, new Types(DType.INT16, DType.INT8, DType.INT32, true));
        judge("conv-int16-int4", false, new Types(DType.INT16, DType.INT4, DType.INT64, true));
    }

    @Test
    void convolutionsOfUint8() {
        judge("conv-uint8", false, new Types(DType.UINT8, DType.UINT8, DType.INT32, false));
    }

    @Test
    void depthwiseConvolutionsOfFloats() {
        judge("depthwise-float", true, new Types(DType.FLOAT32, DType.FLOAT32, DType.FLOAT32, false));
        judge("depthwise-hybrid", true, new Types(DType.FLOAT32, DType.INT8, DType.FLOAT32, true));
    }

    @Test
    void depthwiseConvolutionsOfCodes() {
        judge("depthwise-int8", true, new Types(DType.INT8, DType.INT8, DType.INT32, true));
        judge("depthwise-int8-tensor", true, new Types(DType.INT8, DType.INT8, DType.INT32, false));
        judge("depthwise-int16", true, new Types(DType.INT16, DType.INT8, DType.INT64, true));
        judge("depthwise-uint8", true, new Types(DType.UINT8, DType.UINT8, DType.INT32, false));
    }

    @Test
    void transposedConvolutions() {
        judgeTransposed("transpose-conv-float", new Types(DType.FLOAT32, DType.FLOAT32, DType.FLOAT32, false));
        judgeTransposed("transpose-conv-hybrid", new Types(DType.FLOAT32, DType.INT8, DType.FLOAT32, false));
        judgeTransposed("transpose-conv-hybrid-channels", new Types(DType.FLOAT32, DType.INT8, DType.FLOAT32, true));
        judgeTransposed("transpose-conv-int8", new Types(DType.INT8, DType.INT8, DType.INT32, true));
        judgeTransposed("transpose-conv-int8-tensor", new Types(DType.INT8, DType.INT8, DType.INT32, false));
        judgeTransposed("transpose-conv-uint8", new Types(DType.UINT8, DType.UINT8, DType.INT32, false));
        judgeTransposed("transpose-conv-int16", new Types(DType.INT16, DType.INT8, DType.INT64, true));
        judgeTransposed("transpose-conv-int16-bias32", new Types(DType.INT16, DType.INT8, DType.INT32, true));
    }

    private static void judgeTransposed(String name, Types types) {
        var random = new Random(name.hashCode());
        List<OpCase> cases = new ArrayList<>();
        while (cases.size() < CASES / 2) {
            cases.add(transposed(random, name + " " + cases.size(), types));
        }
        OpsJudge.assertSame(cases, OpsJudge.folder(name));
    }

    /** The result is as large as the data ask for, a little larger, or smaller. */
    private static OpCase transposed(Random random, String name, Types types) {
        Padding padding = random.nextBoolean() ? Padding.SAME : Padding.VALID;
        int stride = Layers.between(random, 1, 3);
        int strideAcross = Layers.between(random, 1, 3);
        var op = new TransposeConv(padding, stride, strideAcross, Layers.activation(random));
        int depth = Layers.between(random, 1, 4);
        int outputs = Layers.between(random, 1, 4);
        Shape data = Shape.of(Layers.between(random, 1, 2), Layers.between(random, 1, 5), Layers.between(random, 1, 5),
                depth);
        Shape weights = Shape.of(outputs, Layers.between(random, 1, 4), Layers.between(random, 1, 4), depth);
        int rows = extent(random, data.extent(1), weights.extent(1), stride, padding);
        int columns = extent(random, data.extent(2), weights.extent(2), strideAcross, padding);
        Tensors tensors = tensors(random, types, data, weights, outputs, random.nextBoolean(), 0, depth * 4);
        var builder = new OpCase.Builder(random).integers(data.extent(0), rows, columns, outputs)
                .constant(tensors.weights).input(tensors.data);
        if (tensors.bias != null) {
            builder.constant(tensors.bias);
        }
        return builder.build(name + " " + data + weights + rows + "," + columns + op, op, types.data, tensors.output);
    }

    private static int extent(Random random, int data, int taps, int stride, Padding padding) {
        int needed = padding == Padding.SAME ? data * stride : (data - 1) * stride + taps;
        return Math.max(taps, needed + (random.nextInt(3) == 0 ? random.nextInt(-2, 3) : 0));
    }

    private static void judge(String name, boolean depthwise, Types types) {
        var random = new Random(name.hashCode());
        List<OpCase> cases = new ArrayList<>();
        while (cases.size() < CASES) {
            cases.add(layer(random, name + " " + cases.size(), depthwise, types));
        }
        OpsJudge.assertSame(cases, OpsJudge.folder(name));
    }

    private static OpCase layer(Random random, String name, boolean depthwise, Types types) {
        boolean hybrid = types.data == DType.FLOAT32 && types.weights.isInteger();
        int height = Layers.between(random, 1, 9);
        int width = Layers.between(random, 1, 9);
        int taps = Layers.between(random, 1, Math.min(4, height));
        int tapsAcross = Layers.between(random, 1, Math.min(4, width));
        Padding padding = random.nextBoolean() ? Padding.SAME : Padding.VALID;
        int dilation = random.nextInt(3) > 0 || (padding == Padding.VALID && (taps - 1) * 3 >= height) ? 1
                : Layers.between(random, 1, 3);
        int dilationAcross = random.nextInt(3) > 0 || (padding == Padding.VALID && (tapsAcross - 1) * 3 >= width) ? 1
                : Layers.between(random, 1, 3);
        int stride = Layers.between(random, 1, 3);
        int strideAcross = Layers.between(random, 1, 3);
        Activation activation = Layers.activation(random);
        Op op = depthwise
                ? new Conv2D(true, padding, stride, strideAcross, dilation, dilationAcross, activation)
                : new Conv2D(false, padding, stride, strideAcross, dilation, dilationAcross, activation);
        int groups = depthwise ? Layers.between(random, 1, 6)
                : random.nextInt(3) == 0 && !(hybrid && !types.perChannel) ? Layers.between(random, 2, 3) : 1;
        int depth = depthwise ? 1 : Layers.between(random, 1, 4);
        int perGroup = Layers.between(random, depthwise ? 1 : 2, depthwise ? 3 : 5);
        int outputs = groups * perGroup;
        Shape data = Shape.of(Layers.between(random, 1, 2), height, width, groups * depth);
        Shape weights = depthwise ? Shape.of(1, taps, tapsAcross, outputs)
                : Shape.of(outputs, taps, tapsAcross, depth);
        boolean biased = !depthwise || random.nextBoolean();
        Tensors tensors = tensors(random, types, data, weights, outputs, biased, depthwise ? 3 : 0,
                taps * tapsAcross * depth);
        var builder = new OpCase.Builder(random).input(tensors.data).constant(tensors.weights);
        if (tensors.bias != null) {
            builder.constant(tensors.bias);
        }
        return builder.build(name + " " + data + " " + weights + " " + op, op, types.data, tensors.output);
    }

    /** What a layer reads, and the codes of what it gives. */
    private record Tensors(Value data, Value weights, @Nullable Value bias, @Nullable Quantization output) {}

    private static Tensors tensors(Random random, Types types, Shape data, Shape weights, int outputs, boolean biased,
            int axis, int products) {
        float inputScale = Layers.scale(random, 1e-3, 1);
        float weightScale = Layers.scale(random, 1e-3, 1e-1);
        boolean perChannel = types.perChannel && outputs > 1;
        Quantization w = !types.weights.isInteger() ? null
                : types.weights == DType.UINT8 ? Layers.activations(random, DType.UINT8, weightScale)
                        : perChannel ? Layers.perChannel(random, outputs, axis, weightScale)
                                : Quantization.perTensor(weightScale, 0);
        Quantization in = types.data.isInteger() ? Layers.activations(random, types.data, inputScale) : null;
        Quantization out = types.data.isInteger()
                ? Layers.activations(random, types.data,
                        Layers.outputScale(random, types.data, inputScale, weightScale, products))
                : null;
        Quantization b = in == null || w == null ? null : Layers.biasScales(in, w);
        return new Tensors(OpCase.random(random, types.data, data, in), weights(random, types.weights, weights, w),
                biased ? bias(random, types, outputs, products, b) : null, out);
    }

    private static Value weights(Random random, DType dtype, Shape shape, @Nullable Quantization q) {
        return q == null ? OpCase.random(random, dtype, shape, null) : Layers.codes(random, dtype, shape, q);
    }

    private static Value bias(Random random, Types types, int outputs, int products, @Nullable Quantization q) {
        double size = Math.sqrt(products) * (types.data == DType.INT16 ? 1e6 : 1e4);
        return Layers.bias(random, types.bias, outputs, size, q);
    }
}
