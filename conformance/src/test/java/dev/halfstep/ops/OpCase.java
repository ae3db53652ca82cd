package dev.halfstep.ops;

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
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A model of one op with what goes in.
 *
 * @param name for messages: op, types, shapes, whatever tells it from others
 * @param graph of one node
 * @param inputs one value for each input of the graph
 */
record OpCase(String name, Graph graph, List<Value> inputs) {

    /** Puts a case together. Operands are added in the op's order. */
    static final class Builder {

        private final RandomGenerator random;
        private final Graph.Builder graph = new Graph.Builder();
        private final List<Integer> operands = new ArrayList<>();
        private final List<@Nullable TensorInfo> tensors = new ArrayList<>();
        private final List<Integer> inputs = new ArrayList<>();
        private final List<Integer> intermediates = new ArrayList<>();
        private final List<Value> values = new ArrayList<>();

        Builder(long seed) {
            this(new Random(seed));
        }

        Builder(RandomGenerator random) {
            this.random = random;
        }

        /** An operand that goes in, with its contents. */
        Builder input(Value value) {
            TensorInfo constant = TensorInfo.constant("input" + inputs.size(), value);
            TensorInfo info = new TensorInfo(constant.name(), constant.dtype(), constant.shape(), constant.shape(),
                    constant.quantization(), Optional.empty());
            inputs.add(operand(info));
            values.add(value);
            return this;
        }

        /** An input that the op does not read: a model must have one. */
        Builder unread() {
            inputs.add(graph.add(TensorInfo.real("unread", Shape.of(1))));
            values.add(Tensor.of(Shape.of(1), 0));
            return this;
        }

        /** An operand that goes in, with random contents: standard normal values, or codes over the type's whole range. */
        Builder input(DType dtype, Shape shape, @Nullable Quantization quantization) {
            return input(random(random, dtype, shape, quantization));
        }

        /** A constant operand. */
        Builder constant(Value value) {
            operand(TensorInfo.constant("constant" + tensors.size(), value));
            return this;
        }

        /** A constant operand of plain integers, such as axes. */
        Builder integers(int... integers) {
            return constant(Codes.int32(Shape.of(integers.length), integers, null));
        }

        /** An operand that holds a state. */
        Builder variable(DType dtype, Shape shape, @Nullable Quantization quantization) {
            operand(new TensorInfo("state" + tensors.size(), dtype, shape, shape, Optional.ofNullable(quantization),
                    Optional.empty(), true));
            return this;
        }

        /** The scale of something that the op computes on the way. */
        Builder intermediate(DType dtype, @Nullable Quantization quantization) {
            var info = new TensorInfo("intermediate" + intermediates.size(), dtype, Shape.of(0), Shape.of(0),
                    Optional.ofNullable(quantization), Optional.empty());
            intermediates.add(graph.add(info));
            return this;
        }

        /** An optional operand that is left out. */
        Builder absent() {
            operands.add(Node.ABSENT);
            tensors.add(null);
            return this;
        }

        private int operand(TensorInfo info) {
            int index = graph.add(info);
            operands.add(index);
            tensors.add(info);
            return index;
        }

        /** The case, with one output whose shape the op decides. */
        OpCase build(String name, Op op, DType dtype, @Nullable Quantization quantization) {
            return build(name, op, 1, dtype, quantization);
        }

        /** The case, with several outputs of the same type and scale, whose shapes the op decides. */
        OpCase build(String name, Op op, int outputs, DType dtype, @Nullable Quantization quantization) {
            return build(name, op, IntStream.range(0, outputs).mapToObj(o -> new TensorInfo("output" + o, dtype,
                    Shape.of(), Shape.of(), Optional.ofNullable(quantization), Optional.empty())).toList());
        }

        /** The case, with two outputs, the second of plain integers. */
        OpCase build(String name, Op op, DType dtype, @Nullable Quantization quantization, DType second) {
            return build(name, op, List.of(
                    new TensorInfo("output0", dtype, Shape.of(), Shape.of(), Optional.ofNullable(quantization),
                            Optional.empty()),
                    new TensorInfo("output1", second, Shape.of(), Shape.of(), Optional.empty(), Optional.empty())));
        }

        private OpCase build(String name, Op op, List<TensorInfo> unshaped) {
            List<Shape> shapes = op.outputShapes(new Operands(tensors, unshaped));
            var outputIndices = new ArrayList<Integer>();
            for (int o = 0; o < unshaped.size(); o++) {
                TensorInfo info = unshaped.get(o);
                outputIndices.add(graph.add(new TensorInfo(info.name(), info.dtype(), shapes.get(o), shapes.get(o),
                        info.quantization(), Optional.empty())));
            }
            graph.add(new Node(op, operands, outputIndices, intermediates)).inputs(inputs).outputs(outputIndices);
            return new OpCase(name, graph.build(), List.copyOf(values));
        }
    }

    /** Standard normal values, or codes over the type's whole range. */
    static Value random(RandomGenerator random, DType dtype, Shape shape, @Nullable Quantization quantization) {
        int length = shape.elements();
        if (!dtype.isInteger()) {
            var values = new float[length];
            for (int i = 0; i < length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return dtype == DType.FLOAT16 ? Tensor.half(shape, values) : Tensor.of(shape, values);
        }
        var codes = new long[length];
        for (int i = 0; i < length; i++) {
            codes[i] = dtype.isCode() ? random.nextLong(dtype.min(), dtype.max() + 1) : random.nextInt();
        }
        return Codes.of(dtype, shape, codes, quantization);
    }

    /**
     * A random scale, spread evenly over orders of magnitude between two ends, with a random zero point where the type has one.
     */
    static @Nullable Quantization quantization(RandomGenerator random, DType dtype, double low, double high) {
        if (!dtype.isCode()) {
            return null;
        }
        float scale = (float) (low * Math.pow(high / low, random.nextDouble()));
        return Quantization.perTensor(scale,
                dtype == DType.INT16 ? 0 : random.nextLong(dtype.min(), dtype.max() + 1));
    }

    @Override
    public String toString() {
        return name;
    }
}
