package dev.halfstep.calibrate;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The mean sums of one layer of a network, by channel, for given inputs and weights. */
public final class LayerMeans {

    private LayerMeans() {}

    /**
     * The mean of each channel's sums, without bias and activation.
     *
     * @param node index of a node with weights
     * @param inputs what it reads, in float
     * @param weights of the shape that it has in the network
     */
    public static double[] of(Graph network, int node, Tensor inputs, Tensor weights) {
        Op op = network.nodes().get(node).op();
        return op instanceof FullyConnected ? ofDense(inputs, weights)
                : channelMeans(sums(network, network.nodes().get(node), inputs, weights));
    }

    /** A dense layer's sums are linear in its inputs: their mean is that of the mean input. */
    private static double[] ofDense(Tensor inputs, Tensor weights) {
        int outputs = weights.shape().extent(0);
        int width = weights.shape().extent(1);
        var means = new double[width];
        float[] all = inputs.values();
        for (int i = 0; i < all.length; i++) {
            means[i % width] += all[i];
        }
        double rows = (double) all.length / width;
        var sums = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < width; i++) {
                sums[o] += weights.values()[o * width + i] * (means[i] / rows);
            }
        }
        return sums;
    }

    /** Runs the layer alone. */
    private static Tensor sums(Graph network, Node node, Tensor inputs, Tensor weights) {
        QuantizationRule.Weights rule = node.op().quantization().weights().orElseThrow();
        var builder = new Graph.Builder();
        var operands = new ArrayList<Integer>();
        int data = -1;
        for (int i = 0; i < node.inputs().size(); i++) {
            TensorInfo info = network.tensor(Math.max(0, node.input(i)));
            if (i == rule.data()) {
                data = builder.add(info);
                operands.add(data);
            } else if (i == rule.weights()) {
                operands.add(builder.add(TensorInfo.constant("weights", weights)));
            } else if (i == rule.bias() && node.hasInput(i)) {
                operands.add(builder.add(TensorInfo.constant("no bias",
                        Tensor.of(info.shape(), new float[info.shape().elements()]))));
            } else {
                operands.add(Node.ABSENT);
            }
        }
        TensorInfo output = network.tensor(node.output());
        int sums = builder.add(new TensorInfo("sums", output.dtype(), output.shape(), output.signature(),
                Optional.empty(), Optional.empty()));
        Op plain = node.op().withActivation(Activation.NONE).orElse(node.op());
        Graph layer =
                builder.add(new Node(plain, operands, List.of(sums))).inputs(List.of(data)).outputs(List.of(sums))
                        .build();
        List<Value> results = SampleRunner.of(layer).run(List.of(inputs));
        return (Tensor) results.getFirst();
    }

    /** Channels stand along the last axis. */
    private static double[] channelMeans(Tensor sums) {
        int channels = sums.shape().lastExtent();
        var means = new double[channels];
        float[] values = sums.values();
        for (int i = 0; i < values.length; i++) {
            means[i % channels] += values[i];
        }
        for (int c = 0; c < channels; c++) {
            means[c] /= (double) values.length / channels;
        }
        return means;
    }
}
