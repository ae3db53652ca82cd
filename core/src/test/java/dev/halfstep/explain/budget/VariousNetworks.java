package dev.halfstep.explain.budget;

import dev.halfstep.fixture.OpNetwork;
import dev.halfstep.fixture.RecurrentNetwork;
import dev.halfstep.fixture.UnrolledNetworks;
import dev.halfstep.graph.Graph;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.conv.Conv2D;
import dev.halfstep.op.conv.Padding;
import dev.halfstep.op.conv.Pool2D;
import dev.halfstep.op.elementwise.Arithmetic;
import dev.halfstep.op.elementwise.Relu;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.op.move.Joining.Concatenation;
import dev.halfstep.op.move.Joining.Split;
import dev.halfstep.op.move.Reshaping.Reshape;
import dev.halfstep.op.reduce.RowOps.Softmax;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Float networks that are no chains of dense layers. */
final class VariousNetworks {

    private VariousNetworks() {}

    /** The networks by name. */
    static Map<String, Graph> all() {
        Map<String, Graph> all = new LinkedHashMap<>();
        all.put("images", images(2));
        all.put("two inputs, four outputs", severalOutputs());
        all.put("skip and softmax", skips());
        all.put("flattened", flattened());
        all.put("functions", functions());
        all.put("constant output", constantOutput());
        all.put("lstm layer", RecurrentNetwork.of(5, 3, 4));
        all.put("unrolled gru", UnrolledNetworks.all().get("gru"));
        return all;
    }

    /** Inputs for a network, of about the same size, some of them far out. */
    static List<Tensor> inputs(Graph graph, int rows) {
        var random = new Random(5);
        var inputs = new ArrayList<Tensor>();
        for (TensorInfo input : graph.inputTensors()) {
            Shape shape = input.shape().with(0, rows);
            var values = new float[shape.elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            inputs.add(Tensor.of(shape, values));
        }
        return inputs;
    }

    private static Op conv(boolean depthwise, int stride, Activation activation) {
        return new Conv2D(depthwise, Padding.SAME, stride, stride, 1, 1, activation);
    }

    /** A residual network on small images, with so many blocks of two layers. */
    static Graph images(int blocks) {
        var b = new OpNetwork(4);
        int channels = 8;
        int data = b.op(conv(false, 1, Activation.RELU), b.input(1, 8, 8, 3), b.random(0.3, channels, 3, 3, 3),
                b.random(0.1, channels));
        for (int block = 0; block < blocks; block++) {
            int first = b.op(conv(true, 1, Activation.RELU6), data, b.random(0.3, 1, 3, 3, channels),
                    b.random(0.1, channels));
            int second = b.op(conv(false, 1, Activation.NONE), first, b.random(0.3, channels, 1, 1, channels),
                    b.random(0.1, channels));
            data = b.op(Arithmetic.Kind.ADD.with(Activation.RELU), data, second);
        }
        int pooled = b.op(new Pool2D(Pool2D.Kind.AVERAGE, Padding.VALID, 8, 8, 8, 8, Activation.NONE), data);
        return b.build(b.layer(b.op(new Reshape(List.of(-1, channels)), pooled, b.integers(-1, channels)), 2, 1));
    }

    /** Outputs of unlike scales, of which two share a layer; the inputs are joined late. */
    static Graph severalOutputs() {
        var b = new OpNetwork(7);
        int first = b.input(1, 6);
        int second = b.input(1, 3);
        int hidden = b.op(Relu.RELU, b.layer(first, 8, 1));
        int other = b.op(UnaryFunction.TANH, b.layer(second, 5, 1));
        int joined = b.op(new Concatenation(1), hidden, other);
        return b.build(b.layer(joined, 1, 1), b.layer(joined, 2, 100), b.layer(hidden, 1, 0.01), other);
    }

    private static Graph skips() {
        var b = new OpNetwork(9);
        int x = b.input(1, 6);
        int hidden = b.op(Relu.RELU, b.layer(x, 6, 1));
        int sum = b.op(Arithmetic.Kind.ADD.with(Activation.NONE), x, hidden);
        List<Integer> parts = b.split(Split.equal(2), 2, b.integers(Shape.of(), 1), sum);
        int product = b.op(Arithmetic.Kind.MUL.with(Activation.NONE), parts.getFirst(), parts.getLast());
        return b.build(b.op(new Softmax(1), b.layer(product, 4, 2)));
    }

    /** Rows run one by one: a shape says so. */
    private static Graph flattened() {
        var b = new OpNetwork(11);
        int x = b.op(new Reshape(List.of(2, 3)), b.input(1, 6), b.integers(2, 3));
        int hidden = b.op(Relu.RELU6, b.layer(x, 4, 2));
        return b.build(b.layer(b.op(new Reshape(List.of(1, 8)), hidden, b.integers(1, 8)), 2, 1));
    }

    private static Graph functions() {
        var b = new OpNetwork(13);
        int x = b.op(UnaryFunction.LOGISTIC, b.layer(b.input(1, 4), 5, 1));
        int root = b.op(UnaryFunction.SQRT, x);
        int difference = b.op(Arithmetic.Kind.SUB.with(Activation.NONE), root, x);
        return b.build(b.layer(b.op(UnaryFunction.LOG, b.op(UnaryFunction.EXP, difference)), 1, 1));
    }

    private static Graph constantOutput() {
        var b = new OpNetwork(15);
        int x = b.op(Relu.RELU, b.layer(b.input(1, 4), 3, 1));
        int zeros = b.op(Arithmetic.Kind.MUL.with(Activation.NONE), x, b.values(0));
        return b.build(b.op(UnaryFunction.LOGISTIC, zeros));
    }
}
