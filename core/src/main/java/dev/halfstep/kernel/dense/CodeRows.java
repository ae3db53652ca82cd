package dev.halfstep.kernel.dense;

import dev.halfstep.kernel.array.Kernel;
import dev.halfstep.lower.CodeChain;
import dev.halfstep.lower.Dense.Int8Dense;

/**
 * Dense layers of codes, row by row, in plain loops along the outputs.
 *
 * <p>
 * The compiler makes vectors of such loops by itself, if what is added to and what is read are of different types: sums are
 * {@code double}, in which they are exact, weights are {@code int}. That takes a quarter of the time of loops along the inputs.
 */
public final class CodeRows implements Kernel<byte[], byte[]> {

    /** Loops along fewer outputs than this take longer than those along the inputs. */
    private static final int FEW = 8;

    private final CodeChain chain;
    private final Layer[] layers;
    private final int widest;

    public CodeRows(CodeChain chain) {
        this.chain = chain;
        layers = chain.layers().stream().map(Layer::of).toArray(Layer[]::new);
        widest = chain.widest();
    }

    /**
     * A layer in another order.
     *
     * @param weights {@code [inputs][outputs]}
     * @param bias with the zero point of the input
     */
    private record Layer(Int8Dense dense, int[] weights, double[] bias) {

        static Layer of(Int8Dense dense) {
            int inputs = dense.inputs();
            int outputs = dense.outputs();
            var weights = new int[inputs * outputs];
            var bias = new double[outputs];
            for (int o = 0; o < outputs; o++) {
                bias[o] = dense.foldedBias(o);
                for (int i = 0; i < inputs; i++) {
                    weights[i * outputs + o] = dense.weights()[o * inputs + i];
                }
            }
            return new Layer(dense, weights, bias);
        }

        void run(byte[] in, double[] sums, byte[] out) {
            int outputs = bias.length;
            System.arraycopy(bias, 0, sums, 0, outputs);
            if (outputs < FEW) {
                addAlong(in, sums);
            } else {
                for (int i = 0; i < dense.inputs(); i++) {
                    add(in[i], weights, i * outputs, sums, outputs);
                }
            }
            for (int o = 0; o < outputs; o++) {
                out[o] = (byte) dense.code((long) sums[o], o);
            }
        }

        private void addAlong(byte[] in, double[] sums) {
            byte[] own = dense.weights();
            int inputs = dense.inputs();
            for (int o = 0; o < bias.length; o++) {
                long sum = 0;
                for (int i = 0; i < inputs; i++) {
                    sum += in[i] * own[o * inputs + i];
                }
                sums[o] += sum;
            }
        }

        private static void add(double value, int[] weights, int from, double[] sums, int outputs) {
            for (int o = 0; o < outputs; o++) {
                sums[o] += value * weights[from + o];
            }
        }
    }

    @Override
    public Runnable bound(byte[] in, int rows, byte[] out) {
        var from = new byte[widest];
        var to = new byte[widest];
        var sums = new double[widest];
        return () -> {
            for (int row = 0; row < rows; row++) {
                row(in, row, from, to, sums, out);
            }
        };
    }

    private void row(byte[] in, int row, byte[] first, byte[] second, double[] sums, byte[] out) {
        int inputs = chain.inputs();
        for (int i = 0; i < inputs; i++) {
            first[i] = chain.entry()[in[row * inputs + i] & 0xff];
        }
        byte[] from = first;
        byte[] to = second;
        for (Layer layer : layers) {
            layer.run(from, sums, to);
            byte[] last = from;
            from = to;
            to = last;
        }
        int outputs = chain.outputs();
        for (int o = 0; o < outputs; o++) {
            out[row * outputs + o] = chain.exit()[from[o] & 0xff];
        }
    }
}
