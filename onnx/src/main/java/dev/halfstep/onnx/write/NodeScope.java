package dev.halfstep.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.onnx.write.graph.Attribute;
import dev.halfstep.onnx.write.graph.Constant;
import dev.halfstep.onnx.write.graph.OnnxGraph;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Operands;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** One node of a network that is being written as ONNX: what goes into it, nodes for what it does, and where what it makes goes. */
final class NodeScope {

    private final Graph network;
    private final Node node;
    private final OnnxGraph onnx;
    private final Values values;
    private final Operands operands;
    private final CodeStyle style;

    NodeScope(Graph network, Node node, OnnxGraph onnx, Values values, CodeStyle style) {
        this.network = network;
        this.node = node;
        this.onnx = onnx;
        this.values = values;
        this.style = style;
        operands = network.shapedOperands(node);
    }

    Operands operands() {
        return operands;
    }

    /** Whether what ONNX has operators for codes for is to be done by these. */
    boolean isLinear() {
        return style == CodeStyle.LINEAR;
    }

    /** Whether int8 weights become uint8 ones. */
    boolean shiftsWeights() {
        return style == CodeStyle.SHIFTED || isExact();
    }

    /** Whether layers that round twice are to do so in ONNX, too. */
    boolean isExact() {
        return style == CodeStyle.EXACT;
    }

    OnnxGraph onnx() {
        return onnx;
    }

    Values values() {
        return values;
    }

    /** The index of an input's tensor. */
    int tensor(int input) {
        return node.input(input);
    }

    boolean has(int input) {
        return node.hasInput(input);
    }

    int inputs() {
        return node.inputs().size();
    }

    /** The index of an output's tensor. */
    int outputTensor(int output) {
        return node.outputs().get(output);
    }

    int outputs() {
        return node.outputs().size();
    }

    /** An input as real values, or as integers that are no codes, in the network's order of axes. */
    Ref in(int input) {
        return in(input, Layout.CHANNELS_LAST);
    }

    Ref in(int input, Layout layout) {
        return values.real(node.input(input), layout);
    }

    /** An input as it is: codes, where it holds these. */
    Ref plain(int input) {
        return values.plain(node.input(input), Layout.CHANNELS_LAST);
    }

    /** The order of an input's axes that takes no transposition. */
    Layout layout(int input) {
        return operands.shape(input).rank() == Layout.IMAGE_RANK ? values.layout(node.input(input))
                : Layout.CHANNELS_LAST;
    }

    /** Whether an input's extent is the same in all runs. */
    boolean isFixed(int input, int axis) {
        TensorInfo tensor = network.tensor(node.input(input));
        boolean open = axis < tensor.signature().rank() && tensor.signature().extent(axis) == Shape.UNKNOWN;
        return !open && axis < operands.shape(input).rank() && !(axis == 0 && hasOpenBatch());
    }

    private boolean hasOpenBatch() {
        return network.inputTensors().stream()
                .anyMatch(in -> in.signature().rank() > 0 && in.signature().extent(0) == Shape.UNKNOWN);
    }

    /**
     * The extents of an input that is reshaped: 0, which stands for the one that there is, for an open first axis.
     *
     * @throws Problem if another one is open
     */
    long[] extents(int input) {
        Shape shape = operands.shape(input);
        var extents = new long[shape.rank()];
        for (int a = 0; a < extents.length; a++) {
            boolean fixed = isFixed(input, a);
            if (a > 0 && !fixed) {
                throw inexpressible("axis " + a + " of '" + operands.input(input).name() + "' has an open extent");
            }
            extents[a] = fixed ? shape.extent(a) : 0;
        }
        return extents;
    }

    /**
     * The integers of an input that is an attribute in ONNX.
     *
     * @throws Problem if they are computed
     */
    long[] integers(int input) {
        if (!operands.knows(input)) {
            throw inexpressible("'" + operands.input(input).name() + "' is computed, and ONNX takes it fixed");
        }
        return operands.integers(input);
    }

    /** The integers of an input as int64, fixed or computed. */
    Ref longs(int input) {
        return operands.knows(input)
                ? longs(operands.shape(input), operands.integers(input))
                : operands.dtype(input) == DType.INT64 ? plain(input) : cast(plain(input), DataType.INT64);
    }

    /** The problem of a node that ONNX cannot say. */
    Problem inexpressible(String why) {
        return Problem.model(node.op().name() + " cannot be said in ONNX here: " + why);
    }

    String name() {
        return operands.output().name();
    }

    /** A node on some values. */
    Ref op(String type, List<Ref> in, AttributeProto... attributes) {
        return onnx.add(type, name() + "/" + type, in, attributes);
    }

    Ref op(String type, Ref in, AttributeProto... attributes) {
        return op(type, List.of(in), attributes);
    }

    Ref op(String type, Ref first, Ref second) {
        return op(type, List.of(first, second));
    }

    List<Ref> split(Ref in, int axis, long... extents) {
        return onnx.add("Split", "", IntStream.range(0, extents.length).mapToObj(i -> name() + "/Split").toList(),
                List.of(in, longs(extents)), Attribute.of("axis", (long) axis));
    }

    Ref constant(Constant constant) {
        return onnx.constant(name() + "/constant", constant);
    }

    Ref real(float value) {
        return constant(Constant.scalar(value));
    }

    Ref longs(long... values) {
        return constant(Constant.longs(values));
    }

    Ref longs(Shape shape, long... values) {
        return constant(Constant.longs(shape, values));
    }

    Ref cast(Ref in, DataType type) {
        return op("Cast", in, Attribute.of("to", (long) type.getNumber()));
    }

    /** The same elements in another shape; 0 stands for an extent that stays. */
    Ref reshape(Ref in, long... extents) {
        return op("Reshape", in, longs(extents));
    }

    Ref transpose(Ref in, long... order) {
        return op("Transpose", in, Attribute.ints("perm", order));
    }

    Ref squeeze(Ref in, long... axes) {
        return axes.length == 0 ? in : op("Squeeze", in, longs(axes));
    }

    Ref unsqueeze(Ref in, long... axes) {
        return axes.length == 0 ? in : op("Unsqueeze", in, longs(axes));
    }

    /** A reduction, whose axes are an attribute in older versions of most. */
    Ref reduce(String type, Ref in, boolean keeps, long... axes) {
        boolean asInput = type.equals("ReduceSum") || onnx.opset() >= OnnxGraph.AXES_AS_INPUT;
        AttributeProto keep = Attribute.of("keepdims", keeps);
        return asInput ? op(type, List.of(in, longs(axes)), keep)
                : op(type, List.of(in), keep, Attribute.ints("axes", axes));
    }

    /** What a fused activation lets through. Where codes end there by themselves nothing needs to be done. */
    Ref activated(Ref in, Activation activation) {
        TensorInfo output = operands.output();
        boolean clips = Values.isCoded(output)
                && activation.min(output.quantization().orElseThrow(), output.dtype()) == output.dtype().min()
                && activation.max(output.quantization().orElseThrow(), output.dtype()) == output.dtype().max();
        return clips ? in : clamped(in, activation.min(), activation.max());
    }

    /** Real values, held between two ends. */
    Ref clamped(Ref in, float min, float max) {
        if (Float.isInfinite(min) && Float.isInfinite(max)) {
            return in;
        }
        return min == 0 && Float.isInfinite(max) ? op("Relu", in)
                : op("Clip", List.of(in, real(min), Float.isInfinite(max) ? Ref.NONE : real(max)));
    }

    /** Hands on the only output, in the network's order of axes. */
    void out(Ref value) {
        out(0, value, Layout.CHANNELS_LAST);
    }

    /** Hands on an output: real values, which become codes where the tensor holds these, or integers that are no codes. */
    void out(int output, Ref value, Layout layout) {
        values.setReal(node.outputs().get(output), layout, value);
    }

    /** Hands on an output as it is: codes, where the tensor holds these. */
    void plainOut(Ref value, Layout layout) {
        values.setPlain(node.outputs().getFirst(), layout, value);
    }

    /** Whether an input holds integers of 8 or 16 bits that are no codes, which few operators of ONNX take. */
    boolean isNarrow(int input) {
        DType dtype = operands.dtype(input);
        return dtype.isCode() && !Values.isCoded(operands.input(input));
    }

    /** An input whose narrow integers are made int32. */
    Ref wide(int input, Layout layout) {
        return isNarrow(input) ? cast(in(input, layout), DataType.INT32) : in(input, layout);
    }

    /** Hands on an output whose wide integers are to be narrow where the tensor's are. */
    void outNarrowed(int output, Ref value, Layout layout) {
        TensorInfo tensor = operands.outputs().get(output);
        boolean narrow = tensor.dtype().isCode() && !Values.isCoded(tensor);
        out(output, narrow ? cast(value, Constant.type(tensor.dtype())) : value, layout);
    }

    static long[] range(int from, int to) {
        return IntStream.range(from, to).asLongStream().toArray();
    }

    static long[] longArray(Shape shape) {
        return Arrays.stream(shape.toArray()).asLongStream().toArray();
    }
}
