package dev.halfstep.tflite;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** A model of a few tensors and mostly one op; operands are added in the op's order. */
final class OneOpModel {

    private final DType dtype;
    private final Optional<Quantization> scale;
    private final List<TensorInfo> tensors = new ArrayList<>();
    private final List<Integer> operands = new ArrayList<>();
    private final List<Integer> inputs = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();

    /**
     * @param dtype of the data
     * @param scale of the data
     */
    OneOpModel(DType dtype, Optional<Quantization> scale) {
        this.dtype = dtype;
        this.scale = scale;
    }

    int add(TensorInfo tensor) {
        tensors.add(tensor);
        return tensors.size() - 1;
    }

    private OneOpModel operand(TensorInfo tensor) {
        operands.add(add(tensor));
        return this;
    }

    /** Data that go in, the first extent open. */
    OneOpModel data(int... extents) {
        Shape shape = Shape.of(extents);
        inputs.add(tensors.size());
        return operand(new TensorInfo("x", dtype, shape, shape.with(0, Shape.UNKNOWN), scale, Optional.empty()));
    }

    /** Truth values that go in. */
    OneOpModel truths(int... extents) {
        Shape shape = Shape.of(extents);
        inputs.add(tensors.size());
        return operand(new TensorInfo("truths", DType.BOOL, shape, shape, Optional.empty(), Optional.empty()));
    }

    /** An input that no op reads. */
    OneOpModel unread() {
        inputs.add(add(TensorInfo.real("unread", Shape.of(1))));
        return this;
    }

    /** A constant of the data's type and scale. */
    OneOpModel same(int... extents) {
        return constant(dtype, Shape.of(extents), scale);
    }

    /** Weights with one scale: bytes beside codes. */
    OneOpModel weights(int... extents) {
        return constant(weightType(), Shape.of(extents),
                weightType() == DType.FLOAT32 ? Optional.empty() : Optional.of(Quantization.perTensor(0.25f, 0)));
    }

    private DType weightType() {
        return dtype == DType.INT16 ? DType.INT8 : dtype;
    }

    /** Weights of int8 with a scale for each output. */
    OneOpModel channels(int axis, int... extents) {
        var scales = new float[extents[axis]];
        for (int c = 0; c < scales.length; c++) {
            scales[c] = 0.25f * (c + 1);
        }
        return constant(DType.INT8, Shape.of(extents),
                Optional.of(Quantization.perChannel(scales, new long[scales.length], axis)));
    }

    /** Weights of int8, whatever the data. */
    OneOpModel coded(int... extents) {
        return constant(DType.INT8, Shape.of(extents), Optional.of(Quantization.perTensor(0.25f, 0)));
    }

    OneOpModel bias(int outputs) {
        DType type = switch (dtype) {
            case FLOAT32, FLOAT16 -> DType.FLOAT32;
            case INT16 -> DType.INT64;
            case INT8, UINT8, INT4, INT32, INT64, BOOL -> DType.INT32;
        };
        return constant(type, Shape.of(outputs), Optional.empty());
    }

    /** One number of the data's type. */
    OneOpModel number(int value) {
        Shape one = Shape.of();
        return operand(TensorInfo.constant("number", dtype.isInteger() ? Codes.of(dtype, one, new long[] {value}, null)
                : Tensor.of(one, value)));
    }

    OneOpModel ints(int... values) {
        return operand(integers(values));
    }

    /** One int8 code that is no operand yet. */
    int addCode() {
        Quantization q = OpSeeds.scale(DType.INT8).orElseThrow();
        return add(TensorInfo.constant("code", Codes.int8(Shape.of(), new byte[1], q)));
    }

    /** Rows of two integers. */
    OneOpModel pairs(int... values) {
        return operand(TensorInfo.constant("pairs", Codes.int32(Shape.of(values.length / 2, 2), values, null)));
    }

    static TensorInfo integers(int... values) {
        return TensorInfo.constant("integers", Codes.int32(Shape.of(values.length), values, null));
    }

    private OneOpModel constant(DType type, Shape shape, Optional<Quantization> q) {
        int length = shape.elements();
        Value value = type.isInteger()
                ? Codes.of(type, shape, LongStream.range(0, length).map(i -> i % 3).toArray(), q.orElse(null))
                : Tensor.of(shape, new float[length]);
        return operand(TensorInfo.constant("c", value));
    }

    /** Adds a node and returns its output. */
    int node(String name, Map<Integer, Object> options, List<Integer> from, DType type, int... extents) {
        Shape shape = Shape.of(extents);
        Optional<Quantization> q = type == dtype ? scale : OpSeeds.scale(type);
        int output = add(new TensorInfo("y", type, shape, shape, q, Optional.empty()));
        nodes.add(new Node(OpSeeds.read(OpSeeds.type(name), options), from, List.of(output)));
        return output;
    }

    /**
     * The model of one node on the operands so far.
     *
     * @param type of the first output
     * @param others type of the other outputs
     */
    Graph build(Op op, int outputs, DType type, Optional<Quantization> outputScale, DType others) {
        Shape none = Shape.of();
        var unshaped = new ArrayList<TensorInfo>();
        for (int o = 0; o < outputs; o++) {
            unshaped.add(new TensorInfo("y" + o, o == 0 ? type : others, none, none,
                    o == 0 || others == type ? outputScale : Optional.empty(), Optional.empty()));
        }
        var given = new Operands(new ArrayList<>(operands.stream().map(tensors::get).toList()), unshaped);
        // Shapes may be asked for only after the check has passed.
        op.type().check(given);
        op.check(given);
        List<Shape> shapes = op.outputShapes(given);
        var results = new ArrayList<Integer>();
        for (int o = 0; o < outputs; o++) {
            TensorInfo info = unshaped.get(o);
            results.add(add(new TensorInfo(info.name(), info.dtype(), shapes.get(o), shapes.get(o),
                    info.quantization(), Optional.empty())));
        }
        nodes.add(new Node(op, operands, results));
        return graph(results);
    }

    Graph graph(List<Integer> outputs) {
        var builder = new Graph.Builder().inputs(inputs).outputs(outputs);
        tensors.forEach(builder::add);
        nodes.forEach(builder::add);
        return builder.build();
    }
}
