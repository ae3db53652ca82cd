package dev.halfstep.onnx.write;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.halfstep.graph.Graph;
import dev.halfstep.onnx.write.graph.Attribute;
import dev.halfstep.onnx.write.graph.Constant;
import dev.halfstep.onnx.write.graph.OnnxGraph;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.op.Extents;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Where the tensors of a network are in an ONNX graph: as they are, and for codes also as what they stand for; images in either order
 * of their axes. What is asked for and not yet there is made. So an image is transposed only where an op needs another order than the
 * op before left it in, and transpositions that undo each other do not come up.
 */
final class Values {

    private final Graph network;
    private final OnnxGraph onnx;
    private final Map<Integer, EnumMap<Layout, Ref>> plain = new HashMap<>();
    private final Map<Integer, EnumMap<Layout, Ref>> reals = new HashMap<>();

    Values(Graph network, OnnxGraph onnx) {
        this.network = network;
        this.onnx = onnx;
    }

    /** Whether a tensor holds codes of real values, rather than these or integers that are none. */
    static boolean isCoded(TensorInfo tensor) {
        return tensor.dtype().isInteger() && tensor.quantization().isPresent();
    }

    private TensorInfo info(int tensor) {
        return network.tensor(tensor);
    }

    private Map<Layout, Ref> plain(int tensor) {
        return plain.computeIfAbsent(tensor, key -> new EnumMap<>(Layout.class));
    }

    private Map<Layout, Ref> reals(int tensor) {
        return reals.computeIfAbsent(tensor, key -> new EnumMap<>(Layout.class));
    }

    /** Which order of axes a tensor can be had in without a transposition; the network's own if both. */
    Layout layout(int tensor) {
        Map<Layout, Ref> there = plain(tensor).isEmpty() ? reals(tensor) : plain(tensor);
        return there.isEmpty() || there.containsKey(Layout.CHANNELS_LAST) ? Layout.CHANNELS_LAST
                : Layout.CHANNELS_FIRST;
    }

    /** A tensor as it is: codes, where it holds these. */
    Ref plain(int tensor, Layout layout) {
        Map<Layout, Ref> there = plain(tensor);
        Ref known = there.get(layout);
        if (known == null) {
            if (info(tensor).isVariable()) {
                throw Problem.model("it reads " + network.place(tensor) + ", a state, of which ONNX has none");
            }
            known = info(tensor).isConstant() ? constant(info(tensor), layout)
                    : transposed(Objects.requireNonNull(there.get(layout.other())), layout, info(tensor).name());
            there.put(layout, known);
        }
        return known;
    }

    /** A tensor as real values, or as the integers that it holds if they are no codes. */
    Ref real(int tensor, Layout layout) {
        if (!isCoded(info(tensor))) {
            return plain(tensor, layout);
        }
        Map<Layout, Ref> there = reals(tensor);
        Ref known = there.get(layout);
        if (known == null) {
            Layout own = info(tensor).isConstant() ? layout : layout(tensor);
            Ref real = there.get(own);
            if (real == null) {
                real = dequantized(plain(tensor, own), info(tensor), info(tensor).name() + "/real", own);
                there.put(own, real);
            }
            known = own == layout ? real : transposed(real, layout, info(tensor).name() + "/real");
            there.put(layout, known);
        }
        return known;
    }

    /** Sets a tensor as it is. */
    void setPlain(int tensor, Layout layout, Ref value) {
        name(tensor, layout, value);
        plain(tensor).put(layout, value);
    }

    /** Sets a tensor to real values, which become codes where it holds these. */
    void setReal(int tensor, Layout layout, Ref value) {
        TensorInfo info = info(tensor);
        Ref own = isCoded(info) ? quantized(value, info, info.name(), layout) : value;
        setPlain(tensor, layout, own);
    }

    private void name(int tensor, Layout layout, Ref value) {
        String name = info(tensor).name();
        if (!name.isEmpty()) {
            onnx.rename(value, layout == Layout.CHANNELS_LAST ? name : name + "/channels_first");
        }
    }

    private Ref transposed(Ref other, Layout layout, String name) {
        return onnx.add("Transpose", name + (layout == Layout.CHANNELS_FIRST ? "/channels_first" : "/channels_last"),
                List.of(other), Attribute.ints("perm", layout.fromOther()));
    }

    private Ref constant(TensorInfo tensor, Layout layout) {
        Value value = tensor.constant().orElseThrow();
        boolean moves = layout == Layout.CHANNELS_FIRST && value.shape().rank() == Layout.IMAGE_RANK;
        return onnx.constant(tensor.name(),
                Constant.of(moves ? permuted(value, layout.fromOther()) : value));
    }

    /** A constant with its axes in another order. */
    static Value permuted(Value value, long... order) {
        int rank = order.length;
        int[] strides = Extents.strides(value.shape());
        int[] to = Arrays.stream(order).mapToInt(axis -> value.shape().extent((int) axis)).toArray();
        int[] from = IntStream.range(0, value.shape().elements()).map(i -> {
            int rest = i;
            int at = 0;
            for (int a = rank - 1; a >= 0; a--) {
                at += rest % to[a] * strides[(int) order[a]];
                rest /= to[a];
            }
            return at;
        }).toArray();
        return picked(value, Shape.of(to), from);
    }

    private static Value picked(Value value, Shape shape, int... from) {
        return switch (value) {
            case Tensor real -> {
                var values = new float[from.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = real.values()[from[i]];
                }
                yield real.dtype() == DType.FLOAT16 ? Tensor.half(shape, values) : Tensor.of(shape, values);
            }
            case Codes codes -> Codes.of(codes.dtype(), shape,
                    Arrays.stream(from).mapToLong(codes::rawCode).toArray(), null);
        };
    }

    /** Codes as real values. */
    Ref dequantized(Ref codes, TensorInfo tensor, String name, Layout layout) {
        return coding("DequantizeLinear", codes, tensor, name, layout);
    }

    /** Real values as codes. */
    Ref quantized(Ref real, TensorInfo tensor, String name, Layout layout) {
        if (!tensor.dtype().isCode()) {
            throw Problem.model("ONNX makes no codes of " + tensor.dtype().label());
        }
        return coding("QuantizeLinear", real, tensor, name, layout);
    }

    private Ref coding(String op, Ref value, TensorInfo tensor, String name, Layout layout) {
        Quantization q = tensor.quantization().orElseThrow();
        Ref scale = scale(q, name);
        Ref zero = zeroPoint(q, tensor.dtype(), name);
        boolean isImage = tensor.shape().rank() == Layout.IMAGE_RANK;
        return q.channels() == 1 ? onnx.add(op, name, List.of(value, scale, zero))
                : onnx.add(op, name, List.of(value, scale, zero),
                        Attribute.of("axis", (long) (isImage ? layout.axis(q.axis()) : q.axis())));
    }

    /** The scale as an operand: a scalar, or one for each index of an axis. */
    Ref scale(Quantization q, String name) {
        float[] scales = q.scales();
        return onnx.constant(name + "/scale",
                scales.length == 1 ? Constant.scalar(scales[0]) : Constant.floats(scales));
    }

    /** The zero point as an operand. */
    Ref zeroPoint(Quantization q, DType dtype, String name) {
        if (Constant.type(dtype) == DataType.INT64) {
            throw Problem.model("ONNX has no codes of int64");
        }
        DType written = dtype == DType.INT4 ? DType.INT8 : dtype;
        Shape shape = q.channels() == 1 ? Shape.of() : Shape.of(q.channels());
        return onnx.constant(name + "/zero_point", Constant.integers(written, shape, q.zeroPoints()));
    }
}
