package dev.halfstep.assemble;

import dev.halfstep.op.Activation;
import dev.halfstep.op.conv.Padding;
import dev.halfstep.op.conv.Pool2D;
import dev.halfstep.op.conv.Pool2D.Kind;
import dev.halfstep.op.elementwise.Arithmetic;
import dev.halfstep.op.move.Bordering.MirrorPad;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;

/** Means and largest values of windows that may reach beyond the image in any way, not only as TensorFlow has it. */
public final class Pools {

    private final Layers layers;
    private final Assembler network;

    /** Pools on a network. */
    public Pools(Layers layers) {
        this.layers = layers;
        network = layers.network();
    }

    /**
     * The largest value in each window; what lies beyond the image does not count.
     *
     * @throws Problem if the windows have gaps
     */
    public int largest(String name, int data, Sliding sliding) {
        requireNoGaps(sliding);
        Padding padding = sliding.padding(network.shape(data));
        boolean mirrors = padding == Padding.VALID && sliding.hasBorders();
        // Values mirrored at the edge of the image are in the window already, so that they change no maximum.
        int padded = mirrors ? mirrored(name + "/pad", data, sliding) : data;
        return pool(name, Kind.MAX, padding, padded, sliding);
    }

    private int mirrored(String name, int data, Sliding sliding) {
        boolean fits = Math.max(sliding.top(), sliding.bottom()) <= sliding.height() / 2
                && Math.max(sliding.left(), sliding.right()) <= sliding.width() / 2;
        // Further beyond the image there is nothing to mirror that is in each window: there the least number stands.
        return fits ? network.apply(name, new MirrorPad(true), data, layers.borders(name, sliding.borders()))
                : layers.pad(name, data, sliding.borders(), layers.number(-Float.MAX_VALUE));
    }

    /**
     * The mean of each window.
     *
     * @param countsBorders whether zeros beyond the image count
     * @throws Problem if the windows have gaps
     */
    public int mean(String name, int data, Sliding sliding, boolean countsBorders) {
        requireNoGaps(sliding);
        Shape image = network.shape(data);
        Padding padding = sliding.padding(image);
        if (!sliding.hasBorders() || (padding == Padding.SAME && !countsBorders)) {
            return pool(name, Kind.AVERAGE, padding, data, sliding);
        }
        int padded = layers.pad(name + "/pad", data, sliding.borders());
        int mean = pool(name, Kind.AVERAGE, Padding.VALID, padded, sliding);
        return countsBorders ? mean
                : layers.arithmetic(name + "/counted", Arithmetic.Kind.MUL, mean, shares(name, image, mean, sliding));
    }

    /** How many times as many places a window has as lie in the image. */
    private int shares(String name, Shape image, int mean, Sliding sliding) {
        int rows = network.shape(mean).extent(1);
        int columns = network.shape(mean).extent(2);
        var shares = new float[rows * columns];
        for (int i = 0; i < shares.length; i++) {
            long down = within(i / columns * sliding.strideHeight() - sliding.top(), sliding.height(),
                    image.extent(1));
            long across = within(i % columns * sliding.strideWidth() - sliding.left(), sliding.width(),
                    image.extent(2));
            shares[i] = (float) ((double) sliding.height() * sliding.width() / Math.max(down * across, 1));
        }
        return network.constant(name + "/shares", Shape.of(1, rows, columns, 1), shares);
    }

    private static int within(int from, int taps, int extent) {
        return Math.min(from + taps, extent) - Math.max(from, 0);
    }

    private int pool(String name, Kind kind, Padding padding, int data, Sliding sliding) {
        var op = new Pool2D(kind, padding, sliding.strideHeight(), sliding.strideWidth(), sliding.height(),
                sliding.width(), Activation.NONE);
        return network.apply(name, op, data);
    }

    private static void requireNoGaps(Sliding sliding) {
        if (sliding.dilationHeight() > 1 || sliding.dilationWidth() > 1) {
            throw Problem.model("windows with gaps are not pooled");
        }
    }
}
