package dev.halfstep.onnx.integer;

import dev.halfstep.graph.Node;
import dev.halfstep.op.QuantizationRule.Weights;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Constants as the codes that a model has for them. */
final class CodedConstants {

    /** How far a bias's scale may be from that of the sums. */
    private static final double SAME_SCALE = 1e-6;

    private final List<TensorInfo> tensors;
    private final Map<String, Codes> coded;

    CodedConstants(List<TensorInfo> tensors, Map<String, Codes> coded) {
        this.tensors = tensors;
        this.coded = coded;
    }

    /** The codes that a real constant was dequantized from, if it still has those values. */
    private Optional<Codes> codes(int tensor) {
        TensorInfo info = tensors.get(tensor);
        return Optional.ofNullable(coded.get(info.name()))
                .filter(codes -> info.constant().map(real -> real.equals(codes.dequantize())).orElse(false));
    }

    private int add(int like, Codes codes) {
        tensors.add(TensorInfo.constant(tensors.get(like).name(), codes));
        return tensors.size() - 1;
    }

    /** A constant as int8 codes with one scale: those that the model has, or one number as the largest code. */
    Optional<Integer> activation(int tensor) {
        Optional<Codes> own = codes(tensor).filter(codes -> codes.quantization().orElseThrow().channels() == 1)
                .flatMap(CodedConstants::shifted);
        if (own.isPresent()) {
            return own.map(codes -> add(tensor, codes));
        }
        return tensors.get(tensor).constant().filter(value -> value.shape().elements() == 1)
                .map(value -> add(tensor, single(((Tensor) value).values()[0], value.shape())));
    }

    private static Codes single(float number, Shape shape) {
        long code = number > 0 ? DType.INT8.max() : number < 0 ? -DType.INT8.max() : 0;
        float scale = number == 0 ? 1 : number / code;
        return Codes.of(DType.INT8, shape, new long[] {code},
                Quantization.perTensor(Math.max(scale, Float.MIN_NORMAL), 0));
    }

    /** uint8 codes as int8 ones for the same values. */
    private static Optional<Codes> shifted(Codes codes) {
        if (codes.dtype() == DType.INT8) {
            return Optional.of(codes);
        }
        Quantization own = codes.quantization().orElseThrow();
        return codes.dtype() != DType.UINT8 ? Optional.empty()
                : Optional.of(moved(codes, new long[] {-DType.INT8.min()},
                        Quantization.perTensor(own.scale(), own.zeroPoint() + DType.INT8.min())));
    }

    /** The codes less a number for each channel. */
    private static Codes moved(Codes codes, long[] less, Quantization to) {
        int inner = to.channels() == 1 ? 1 : to.innerExtent(codes.shape());
        long[] all = IntStream.range(0, codes.shape().elements())
                .mapToLong(i -> codes.rawCode(i) - less[i / inner % less.length]).toArray();
        return Codes.of(DType.INT8, codes.shape(), all, to);
    }

    /** The operands of a layer with weights and bias as codes; empty if the weights are none that int8 holds. */
    Optional<List<Integer>> parameters(List<Integer> inputs, Weights positions) {
        int tensor = inputs.get(positions.weights());
        Optional<Codes> weights = codes(tensor).flatMap(codes -> symmetric(codes, positions.axis()));
        if (weights.isEmpty()) {
            return Optional.empty();
        }
        List<Integer> all = new ArrayList<>(inputs);
        all.set(positions.weights(), add(tensor, weights.get()));
        if (positions.bias() < inputs.size() && inputs.get(positions.bias()) != Node.ABSENT) {
            Quantization data = tensors.get(inputs.get(positions.data())).quantization().orElseThrow();
            boolean wide = tensors.get(inputs.get(positions.data())).dtype() == DType.INT16;
            Optional<Codes> bias = bias(inputs.get(positions.bias()), data, weights.get(), wide);
            if (bias.isEmpty()) {
                return Optional.empty();
            }
            all.set(positions.bias(), add(inputs.get(positions.bias()), bias.get()));
        }
        return Optional.of(all);
    }

    /** Weights with zero points of 0, as TensorFlow Lite has them, where int8 holds them. */
    private static Optional<Codes> symmetric(Codes codes, int axis) {
        Quantization own = codes.quantization().orElseThrow();
        if (!codes.dtype().isByteCode() || (own.channels() > 1 && own.axis() != axis)) {
            return Optional.empty();
        }
        long[] zeros = own.zeroPoints();
        Quantization to = own.channels() == 1 ? Quantization.perTensor(own.scale(), 0)
                : Quantization.perChannel(own.scales(), new long[zeros.length], axis);
        int inner = own.channels() == 1 ? 1 : own.innerExtent(codes.shape());
        boolean fits = IntStream.range(0, codes.shape().elements()).allMatch(i -> {
            long moved = codes.rawCode(i) - zeros[i / inner % zeros.length];
            return moved >= DType.INT8.min() && moved <= DType.INT8.max();
        });
        // Dense layers take weights with a zero point, too, if it is one for all.
        return fits ? Optional.of(moved(codes, zeros, to)) : own.channels() == 1 ? shifted(codes) : Optional.empty();
    }

    /** A bias in units of the sums: the codes that the model has where their scale is that, else the nearest. */
    private Optional<Codes> bias(int tensor, Quantization data, Codes weights, boolean wide) {
        if (!(tensors.get(tensor).constant().orElse(null) instanceof Tensor real)) {
            return Optional.empty();
        }
        Quantization own = weights.quantization().orElseThrow();
        float[] scales = own.scales();
        for (int i = 0; i < scales.length; i++) {
            scales[i] *= data.scale();
            if (!(scales[i] > 0) || Float.isInfinite(scales[i])) {
                return Optional.empty();
            }
        }
        Quantization sums = scales.length == 1 ? Quantization.perTensor(scales[0], 0)
                : Quantization.perChannel(scales, new long[scales.length], 0);
        Optional<Codes> known = codes(tensor).filter(codes -> codes.dtype() == DType.INT32 && isSame(codes, scales));
        long[] all = new long[real.values().length];
        for (int i = 0; i < all.length; i++) {
            int channel = i;
            all[i] = known.map(codes -> codes.rawCode(channel))
                    .orElseGet(() -> Math.round(real.values()[channel] / (double) scales[channel % scales.length]));
        }
        boolean fits = Arrays.stream(all).allMatch(code -> Math.abs(code) <= Integer.MAX_VALUE);
        return fits ? Optional.of(Codes.of(wide ? DType.INT64 : DType.INT32, real.shape(), all, sums))
                : Optional.empty();
    }

    private static boolean isSame(Codes codes, float[] scales) {
        Quantization own = codes.quantization().orElseThrow();
        return own.isSymmetric() && IntStream.range(0, Math.max(own.channels(), scales.length)).allMatch(i -> {
            float scale = scales[i % scales.length];
            return Math.abs(own.scales()[i % own.channels()] - scale) <= SAME_SCALE * scale;
        });
    }
}
