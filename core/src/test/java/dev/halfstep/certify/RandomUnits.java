package dev.halfstep.certify;

import dev.halfstep.fixture.OpNetwork;
import dev.halfstep.graph.Graph;
import dev.halfstep.op.Activation;
import dev.halfstep.op.conv.Conv2D;
import dev.halfstep.op.conv.Padding;
import dev.halfstep.op.conv.Pool2D;
import dev.halfstep.op.elementwise.Arithmetic;
import dev.halfstep.op.elementwise.Relu;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.op.move.Joining.Concatenation;
import dev.halfstep.op.move.Reshaping.Reshape;
import dev.halfstep.op.reduce.Reduce;
import java.util.List;
import java.util.Random;

/** Random float networks with skips, and convolutions and pools over short series. */
final class RandomUnits {

    private final Random random;
    private final OpNetwork network;

    private RandomUnits(Random random) {
        this.random = random;
        network = new OpNetwork(random.nextLong());
    }

    /** Dense layers, of which some also read what came before. */
    static Graph skips(Random random, int width) {
        return new RandomUnits(random).skips(width);
    }

    /** Convolutions of a series that stands in a row. */
    static Graph series(Random random, int steps, int channels) {
        return new RandomUnits(random).series(steps, channels);
    }

    private Graph skips(int width) {
        int data = network.input(1, width);
        int own = width;
        for (int l = 1 + random.nextInt(2); l > 0; l--) {
            int layer = activated(network.layer(data, own, 1.2));
            switch (random.nextInt(4)) {
                case 0 -> data = network.op(Arithmetic.Kind.ADD.with(clamp()), data, layer);
                case 1 -> data = network.op(Arithmetic.Kind.SUB.with(clamp()), data, layer);
                case 2 -> {
                    data = network.op(new Concatenation(1), data, layer);
                    own *= 2;
                }
                default -> data = network.op(Arithmetic.Kind.ADD.with(Activation.NONE),
                        network.op(Arithmetic.Kind.MUL.with(Activation.NONE), layer, network.random(1, 1, own)), data);
            }
        }
        return network.build(network.layer(data, 1 + random.nextInt(2), 1));
    }

    private Graph series(int steps, int channels) {
        int data = network.op(new Reshape(List.of(1, 1, steps, channels)), network.input(1, steps * channels),
                network.integers(1, 1, steps, channels));
        int filters = 1 + random.nextInt(3);
        boolean depthwise = random.nextInt(3) == 0;
        int outputs = depthwise ? channels : filters;
        Padding padding = random.nextBoolean() ? Padding.SAME : Padding.VALID;
        int weights = depthwise ? network.random(0.7, 1, 1, 3, channels) : network.random(0.7, filters, 1, 3, channels);
        data = network.op(new Conv2D(depthwise, padding, 1, 1, 1, 1, clamp()), data, weights,
                network.random(0.2, outputs));
        int length = padding == Padding.SAME ? steps : steps - 2;
        switch (random.nextInt(4)) {
            case 0 -> {
                data = pool(Pool2D.Kind.MAX, data);
                length /= 2;
            }
            case 1 -> {
                data = pool(Pool2D.Kind.AVERAGE, data);
                length /= 2;
            }
            case 2 -> {
                int mean = network.op(new Reduce(Reduce.Kind.MEAN, false), data, network.integers(1, 2));
                return network.build(network.layer(mean, 1, 1));
            }
            default -> data = activated(data);
        }
        int flat = network.op(new Reshape(List.of(1, length * outputs)), data, network.integers(1, length * outputs));
        int hidden = random.nextBoolean() ? flat : activated(network.layer(flat, 3, 1));
        return network.build(network.layer(hidden, 1, 1));
    }

    private int pool(Pool2D.Kind kind, int data) {
        return network.op(new Pool2D(kind, Padding.VALID, 1, 2, 1, 2, Activation.NONE), data);
    }

    private Activation clamp() {
        return random.nextInt(3) == 0 ? Activation.NONE
                : random.nextBoolean() ? Activation.RELU : Activation.RELU6;
    }

    private int activated(int data) {
        return switch (random.nextInt(4)) {
            case 0 -> network.op(UnaryFunction.TANH, data);
            case 1 -> network.op(UnaryFunction.LOGISTIC, data);
            case 2 -> data;
            default -> network.op(Relu.RELU, data);
        };
    }
}
