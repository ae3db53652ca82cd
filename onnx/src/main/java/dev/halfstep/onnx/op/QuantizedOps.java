package dev.halfstep.onnx.op;

import static dev.halfstep.onnx.network.Call.requireThat;

import dev.halfstep.assemble.Layers;
import dev.halfstep.onnx.network.Call;
import dev.halfstep.onnx.network.Network;
import dev.halfstep.onnx.network.Operand;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.op.Activation;
import dev.halfstep.op.coding.Coding.Cast;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.op.elementwise.Arithmetic.Kind;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.op.reduce.Reduce;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Codes, and ops on them. All is put together in real numbers with codes dequantized before it and quantized after it;
 * {@link dev.halfstep.onnx.integer.IntegerOps} makes integer ops of that.
 */
final class QuantizedOps {

    private QuantizedOps() {}

    static void addTo(Handler.Table table) {
        table.one("QuantizeLinear", QuantizedOps::quantize);
        table.one("DequantizeLinear", QuantizedOps::dequantize);
        table.all("DynamicQuantizeLinear", QuantizedOps::dynamic);
        table.one("QLinearMatMul", QuantizedOps::product);
        table.one("QLinearConv", QuantizedOps::convolution);
        table.one("MatMulInteger", QuantizedOps::integerProduct);
    }

    private static Operand quantize(Call call) {
        // How values go into types of 8-bit floats, which are refused.
        call.attributes().skip("saturate");
        long named = call.attributes().integer("output_dtype", 0);
        requireThat(named == 0 || call.has(2), "a type of codes without a zero point is not supported");
        requireThat(call.attributes().integer("precision", 0) <= 1, "another precision than float32 is not supported");
        return quantized(call, call.name(), call.held(0), 1, 2);
    }

    /** Real values as codes with a scale and a zero point that operands give. */
    private static Held quantized(Call call, String name, Held data, int scale, int zeroPoint) {
        Network network = call.network();
        DType type = call.has(zeroPoint) ? call.constant(zeroPoint).dtype() : DType.UINT8;
        requireThat(type.isCode(), "codes of type " + type.label() + " are not supported");
        requireThat(network.dtype(data) == DType.FLOAT32, "it quantizes integers");
        Quantization quantization = quantization(call, data, scale, zeroPoint);
        Optional<Value> known = network.contents(data);
        if (known.isPresent()) {
            Codes codes = quantization.quantize((Tensor) known.get(), type);
            return network.constant(name, codes);
        }
        return elements(network, data, quantization, tensor -> {
            int codes = call.assembler().apply(name, new Quantize(), type, tensor);
            call.assembler().quantize(codes, stored(quantization, data));
            return codes;
        });
    }

    /** What codes stand for, by ONNX's axes. */
    private static Quantization quantization(Call call, Held data, int scale, int zeroPoint) {
        Tensor scales = call.reals(scale);
        requireThat(call.attributes().integer("block_size", 0) == 0 && scales.shape().rank() < 2,
                "scales for blocks are not supported");
        float[] values = scales.values();
        requireThat(values.length > 0, "it has no scale");
        long[] zeros = call.has(zeroPoint) ? call.integers(zeroPoint) : new long[values.length];
        requireThat(zeros.length == values.length, "its scales and zero points do not go together");
        if (values.length == 1) {
            return Quantization.perTensor(values[0], zeros[0]);
        }
        int axis = Call.axis(call.attributes().integer("axis", 1), data.rank());
        requireThat(call.network().shape(data)[axis] == values.length,
                values.length + " scales do not go with the axis " + axis);
        return Quantization.perChannel(values, zeros, axis);
    }

    private static Quantization stored(Quantization quantization, Held data) {
        return quantization.channels() == 1 ? quantization : Quantization.perChannel(quantization.scales(),
                quantization.zeroPoints(), data.layout().position(quantization.axis()));
    }

    private static Operand dequantize(Call call) {
        return dequantized(call, call.name(), call.held(0), 1, 2);
    }

    /** The real values of codes. */
    private static Held dequantized(Call call, String name, Held data, int scale, int zeroPoint) {
        call.attributes().skip("axis", "block_size");
        Network network = call.network();
        requireThat(network.dtype(data).isInteger() && network.dtype(data) != DType.BOOL, "it dequantizes real values");
        Quantization quantization = quantization(call, data, scale, zeroPoint);
        Optional<Value> known = network.contents(data);
        if (known.isPresent()) {
            Codes codes = ((Codes) known.get()).withQuantization(quantization);
            network.bounded(codes.shape().elements());
            Held real = network.constant(name, codes.dequantize());
            network.coded().put(real.tensor(), codes);
            return real;
        }
        Quantization stored = stored(quantization, data);
        int tensor = data.tensor();
        Optional<Quantization> before = call.assembler().quantization(tensor);
        requireThat(before.isEmpty() || before.get().equals(stored),
                "it takes codes for " + stored + ", which are " + before.map(Quantization::toString).orElse(""));
        call.assembler().quantize(tensor, stored);
        return elements(network, data, quantization,
                codes -> call.assembler().apply(name, new Dequantize(), DType.FLOAT32, codes));
    }

    /** An image of one axis has a row of its own, as layers before and behind it have it, where one scale is for all. */
    private static Held elements(Network network, Held data, Quantization quantization, IntUnaryOperator function) {
        return quantization.channels() == 1 ? network.elements(data, function) : network.each(data, function);
    }

    private static Operand product(Call call) {
        Held left = dequantized(call, call.name() + "/left", call.held(0), 1, 2);
        Held right = dequantized(call, call.name() + "/right", call.held(3), 4, 5);
        Call inner = call.on(Arrays.asList(left, right), call.network());
        return quantized(call, call.name() + "/codes", (Held) DenseOps.product(inner, left, right), 6, 7);
    }

    private static Operand convolution(Call call) {
        Held data = dequantized(call, call.name() + "/data", call.held(0), 1, 2);
        Held filters = dequantizedFilters(call);
        @Nullable
        Held bias = null;
        if (call.has(8)) {
            float[] scales = call.reals(4).values();
            float input = call.real(1, 1);
            float[] products = new float[scales.length];
            for (int i = 0; i < products.length; i++) {
                products[i] = input * scales[i];
            }
            Quantization own = products.length == 1 ? Quantization.perTensor(products[0], 0)
                    : Quantization.perChannel(products, new long[products.length], 0);
            requireThat(call.constant(8) instanceof Codes, "its bias is not of integers");
            Codes codes = ((Codes) call.constant(8)).withQuantization(own);
            bias = call.network().constant(call.name() + "/bias", codes.dequantize());
            call.network().coded().put(bias.tensor(), codes);
        }
        Call inner = call.on(Arrays.asList(data, filters, bias), call.network());
        Held result = (Held) ConvolutionOps.convolution(inner);
        return quantized(call, call.name() + "/codes", result, 6, 7);
    }

    /** Scales of filters are those of output channels. */
    private static Held dequantizedFilters(Call call) {
        requireThat(call.constant(3) instanceof Codes, "its filters are not of integers");
        Codes filters = (Codes) call.constant(3);
        float[] scales = call.reals(4).values();
        long[] zeros = call.has(5) ? call.integers(5) : new long[scales.length];
        requireThat(zeros.length == scales.length || zeros.length == 1,
                "its scales and zero points do not go together");
        requireThat(scales.length == 1 || (filters.shape().rank() > 0 && filters.shape().extent(0) == scales.length),
                "its scales do not go with its filters");
        long[] all = IntStream.range(0, scales.length).mapToLong(i -> zeros[zeros.length == 1 ? 0 : i]).toArray();
        Quantization own = scales.length == 1 ? Quantization.perTensor(scales[0], all[0])
                : Quantization.perChannel(scales, all, 0);
        Codes codes = filters.withQuantization(own);
        Held real = call.network().constant(call.name() + "/filters", codes.dequantize());
        call.network().coded().put(real.tensor(), codes);
        return real;
    }

    /** The codes as real numbers, less their zero point. */
    private static Held centred(Call call, int input, int zeroPoint, boolean byRow) {
        Held data = number(call, call.held(input), "/codes" + input);
        if (!call.has(zeroPoint)) {
            return data;
        }
        Held zero = number(call, call.held(zeroPoint), "/zero" + input);
        boolean each = zero.rank() == 1 && byRow && call.network().elements(zero) > 1;
        Held aligned = each ? call.network().reshaped(call.name() + "/zeros", zero, call.network().elements(zero), 1)
                : zero.rank() == 1 && call.network().elements(zero) == 1
                        ? call.network().reshaped(call.name() + "/zero", zero)
                        : zero;
        return call.network().elementwise(call.name() + "/centred" + input,
                Kind.SUB.with(Activation.NONE), DType.FLOAT32, data, aligned);
    }

    private static Held number(Call call, Held codes, String name) {
        requireThat(call.network().dtype(codes).isByteCode(), "it multiplies other than 8-bit codes");
        return call.network().each(codes,
                tensor -> call.assembler().apply(call.name() + name, new Cast(), DType.FLOAT32, tensor));
    }

    /** In real numbers, which hold the sums exactly up to 2^24. */
    private static Operand integerProduct(Call call) {
        Held left = centred(call, 0, 2, true);
        Held right = centred(call, 1, 3, false);
        Held product = (Held) DenseOps.product(call.on(Arrays.asList(left, right), call.network()), left, right);
        return call.network().each(product,
                tensor -> call.assembler().apply(call.name() + "/sums", new Cast(), DType.INT32, tensor));
    }

    /** Codes for all values of a tensor, with the scale that they need: known only when the model runs. */
    private static List<Operand> dynamic(Call call) {
        Network network = call.network();
        Layers layers = network.layers();
        Held data = call.held(0);
        requireThat(network.dtype(data) == DType.FLOAT32, "it quantizes integers");
        String name = call.name();
        int flat = layers.reshape(name + "/flat", data.tensor(), -1);
        int least = layers.reduce(name + "/least", Reduce.Kind.MIN, flat, false, 0);
        int most = layers.reduce(name + "/most", Reduce.Kind.MAX, flat, false, 0);
        int low = network.activations().clip(name + "/low", least, Float.NEGATIVE_INFINITY, 0);
        int high = network.activations().relu(name + "/high", most);
        int span = layers.arithmetic(name + "/span", Kind.SUB, high, low);
        int scale = layers.withNumber(call.name(1), Kind.DIV, span, (float) DType.UINT8.max());
        int shift = call.assembler().apply(name + "/shift", UnaryFunction.NEG,
                layers.arithmetic(name + "/steps", Kind.DIV, low, scale));
        int zero = call.assembler().apply(name + "/zero", UnaryFunction.ROUND,
                network.activations().clip(name + "/bounded", shift, 0, (float) DType.UINT8.max()));
        int steps = call.assembler().apply(name + "/rounded", UnaryFunction.ROUND,
                layers.arithmetic(name + "/scaled", Kind.DIV, data.tensor(), scale));
        int shifted = layers.arithmetic(name + "/shifted", Kind.ADD, steps, zero);
        int bounded = network.activations().clip(name + "/within", shifted, 0, (float) DType.UINT8.max());
        int codes = call.assembler().apply(name, new Cast(), DType.UINT8, bounded);
        int zeroPoint = call.assembler().apply(call.name(2), new Cast(), DType.UINT8, zero);
        return List.of(new Held(codes, data.layout()), network.held(scale), network.held(zeroPoint));
    }
}
