package dev.halfstep.device;

import dev.halfstep.fixture.OpNetwork;
import dev.halfstep.graph.Graph;
import dev.halfstep.op.Activation;
import dev.halfstep.op.conv.Padding;
import dev.halfstep.op.conv.Resize;
import dev.halfstep.op.conv.TransposeConv;
import dev.halfstep.op.dense.BatchMatMul;
import dev.halfstep.op.elementwise.Relu;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.op.move.Reshaping.Reshape;
import dev.halfstep.op.reduce.RowOps.L2Normalization;
import dev.halfstep.op.reduce.RowOps.LogSoftmax;
import dev.halfstep.op.reduce.RowOps.Softmax;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.Map;
import java.util.Random;

/** Small float networks of ops that the known ones lack. */
final class SmallNetworks {

    private static final int ROWS = 200;

    private SmallNetworks() {}

    static Map<String, Graph> all() {
        return Map.of("attention", attention(), "images", images(), "rows", rows());
    }

    /** Rows that look like what goes in. */
    static Tensor rows(Graph network) {
        Shape shape = network.inputTensors().getFirst().shape().with(0, ROWS);
        var random = new Random(9);
        var values = new float[shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(shape, values);
    }

    private static Graph attention() {
        var network = new OpNetwork(1);
        int data = network.input(1, 5, 6);
        int queries = network.layer(data, 4, 1);
        int keys = network.layer(data, 4, 1);
        int values = network.layer(data, 3, 1);
        int weights = network.op(new Softmax(1), network.op(new BatchMatMul(false, true, false), queries, keys));
        int mixed = network.op(new BatchMatMul(false, false, false), weights, values);
        return network.build(network.op(Reshape.toInput(), mixed, network.integers(-1, 15)));
    }

    private static Graph images() {
        var network = new OpNetwork(2);
        int data = network.input(1, 3, 4, 2);
        int larger = network.op(new TransposeConv(Padding.SAME, 2, 2, Activation.NONE),
                network.integers(1, 6, 8, 3), network.random(0.4, 3, 3, 3, 2), data);
        int between = network.op(new Resize(true, false, true), larger, network.integers(7, 5));
        return network.build(network.op(new Resize(false, false, false), between, network.integers(4, 9)));
    }

    private static Graph rows() {
        var network = new OpNetwork(3);
        int data = network.input(1, 8);
        int hidden = network.op(new L2Normalization(), network.layer(data, 6, 1));
        int positive = network.op(Relu.RELU, network.layer(data, 6, 1));
        return network.build(network.op(new LogSoftmax(), hidden), network.op(UnaryFunction.SQRT, positive));
    }
}
