package dev.halfstep.kernel.vector;

import dev.halfstep.kernel.CodeChain;
import dev.halfstep.kernel.Int8Dense;
import dev.halfstep.kernel.Kernel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Dense layers of codes, a block of rows through all of them at a time. */
final class VectorCodeChain implements Kernel<byte[], byte[]> {

    /** Codes of a block between two layers: with their weights they should stay in the processor's nearer caches. */
    private static final int BLOCK_CODES = 1 << 14;
    private static final int SHORTEST_BLOCK = 16;
    private static final int LONGEST_BLOCK = 64;

    private final CodeLayer[] layers;
    /** The last two of the layers, where they can run together. */
    private final @Nullable CodePair pair;
    private final int totals;
    private final float[] entry = new float[CodeChain.CODES];
    private final byte[] exit;
    private final int inputs;
    private final int outputs;
    private final int widest;

    VectorCodeChain(CodeChain chain) {
        layers = chain.layers().stream().map(CodeLayer::new).toArray(CodeLayer[]::new);
        int last = layers.length - 1;
        pair = last == 0 ? null : CodePair.of(layers[last - 1], layers[last]).orElse(null);
        totals = Arrays.stream(layers).mapToInt(CodeLayer::totals).max().orElseThrow();
        for (int code = 0; code < entry.length; code++) {
            entry[code] = chain.entry()[code];
        }
        exit = chain.exit().clone();
        inputs = chain.inputs();
        outputs = chain.outputs();
        widest = Math.max(inputs, chain.layers().stream().mapToInt(Int8Dense::outputs).max().orElseThrow());
    }

    @Override
    public Runnable bound(byte[] in, int rows, byte[] out) {
        int block = Math.min(rows, Math.clamp(BLOCK_CODES / widest, SHORTEST_BLOCK, LONGEST_BLOCK));
        // A vector at the end of the last row may reach beyond it.
        int room = block * Lanes.padded(widest) + Lanes.V;
        var run = new Run(in, out, new float[room], new float[room],
                new int[block * totals], new float[Lanes.padded(widest)]);
        return () -> {
            for (int from = 0; from < rows; from += block) {
                run.block(this, from, Math.min(block, rows - from));
            }
        };
    }

    private record Run(byte[] in, byte[] out, float[] first, float[] second, int[] totals,
            float[] hidden) {

        void block(VectorCodeChain chain, int from, int rows) {
            int start = from * chain.inputs;
            int elements = rows * chain.inputs;
            for (int i = 0; i < elements; i++) {
                first[i] = chain.entry[in[start + i] & 0xff];
            }
            float[] x = first;
            float[] y = second;
            int stride = chain.inputs;
            CodePair pair = chain.pair;
            boolean paired = pair != null && pair.pays(rows);
            int alone = chain.layers.length - (paired ? 2 : 0);
            for (int l = 0; l < alone; l++) {
                CodeLayer layer = chain.layers[l];
                layer.run(x, stride, rows, y, totals);
                stride = layer.stride();
                float[] last = x;
                x = y;
                y = last;
            }
            if (pair != null && paired) {
                pair.run(x, stride, rows, y, hidden);
                leave(chain, y, 1, from, rows);
            } else {
                leave(chain, x, stride, from, rows);
            }
        }

        private void leave(VectorCodeChain chain, float[] codes, int stride, int from, int rows) {
            byte[] exit = chain.exit;
            int outputs = chain.outputs;
            for (int row = 0; row < rows; row++) {
                int at = (from + row) * outputs;
                for (int o = 0; o < outputs; o++) {
                    out[at + o] = exit[(int) codes[row * stride + o] & 0xff];
                }
            }
        }
    }
}
