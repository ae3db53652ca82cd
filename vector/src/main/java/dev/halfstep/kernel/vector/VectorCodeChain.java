package dev.halfstep.kernel.vector;

import dev.halfstep.kernel.array.Kernel;
import dev.halfstep.lower.CodeChain;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Dense layers of codes, a block of rows through all of them at a time. */
final class VectorCodeChain implements Kernel<byte[], byte[]> {

    /** Codes of a block between two layers: with their weights they should stay in the processor's nearer caches. */
    private static final int BLOCK_CODES = 1 << 14;
    private static final int SHORTEST_BLOCK = 3 * Panels.TOGETHER;
    private static final int LONGEST_BLOCK = 10 * Panels.TOGETHER;

    private final CodeLayer[] layers;
    /** The last two of the layers, where they can run together. */
    private final @Nullable LayerPair pair;
    private final int totals;
    private final Recoding entry;
    private final Recoding exit;
    private final int inputs;
    private final int outputs;
    private final int widest;

    VectorCodeChain(CodeChain chain) {
        layers = chain.layers().stream().map(CodeLayer::new).toArray(CodeLayer[]::new);
        int last = layers.length - 1;
        pair = last == 0 ? null : LayerPair.of(layers[last - 1], layers[last]).orElse(null);
        totals = Arrays.stream(layers).mapToInt(CodeLayer::totals).max().orElseThrow();
        entry = new Recoding(chain.entry());
        exit = new Recoding(chain.exit());
        inputs = chain.inputs();
        outputs = chain.outputs();
        widest = chain.widest();
    }

    @Override
    public Runnable bound(byte[] in, int rows, byte[] out) {
        int most = Math.clamp(BLOCK_CODES / widest, SHORTEST_BLOCK, LONGEST_BLOCK);
        int block = Math.min(rows, most - most % Panels.TOGETHER);
        // A vector at the end of the last row may reach beyond it.
        int length = block * Lanes.padded(widest) + Lanes.V;
        var run = new Run(in, out, new float[length], new float[length], new float[block + Lanes.V],
                new int[block * totals]);
        return () -> {
            for (int from = 0; from < rows; from += block) {
                run.block(this, from, Math.min(block, rows - from));
            }
        };
    }

    private record Run(byte[] in, byte[] out, float[] first, float[] second, float[] codes, int[] totals) {

        void block(VectorCodeChain chain, int from, int rows) {
            chain.entry.enter(in, from * chain.inputs, rows * chain.inputs, first);
            float[] x = first;
            float[] y = second;
            int stride = chain.inputs;
            LayerPair pair = chain.pair;
            int alone = chain.layers.length - (pair == null ? 0 : 2);
            for (int l = 0; l < alone; l++) {
                CodeLayer layer = chain.layers[l];
                layer.run(x, stride, rows, y, totals);
                stride = layer.stride();
                float[] last = x;
                x = y;
                y = last;
            }
            if (pair != null) {
                pair.run(x, stride, rows, codes, y);
                leave(chain, codes, 1, from, rows);
            } else {
                leave(chain, x, stride, from, rows);
            }
        }

        private void leave(VectorCodeChain chain, float[] y, int stride, int from, int rows) {
            int outputs = chain.outputs;
            if (stride == outputs) {
                chain.exit.leave(y, 0, rows * outputs, out, from * outputs);
                return;
            }
            for (int row = 0; row < rows; row++) {
                chain.exit.leave(y, row * stride, outputs, out, (from + row) * outputs);
            }
        }
    }
}
