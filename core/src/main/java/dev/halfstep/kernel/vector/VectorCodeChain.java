package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.BYTES;
import static dev.halfstep.kernel.vector.Lanes.FLOATS;
import static dev.halfstep.kernel.vector.Lanes.HAS_BYTES;
import static dev.halfstep.kernel.vector.Lanes.V;

import dev.halfstep.kernel.CodeChain;
import dev.halfstep.kernel.Int8Dense;
import dev.halfstep.kernel.Kernel;
import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
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
    /** Whether codes go in as they are, so that vectors of them can. */
    private final boolean entersAsIs;
    private final boolean leavesAsIs;
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
        entersAsIs = HAS_BYTES && Arrays.equals(chain.entry(), CodeChain.same());
        leavesAsIs = HAS_BYTES && Arrays.equals(exit, CodeChain.same());
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
            enter(chain, from * chain.inputs, rows * chain.inputs);
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

        private void enter(VectorCodeChain chain, int start, int elements) {
            int i = 0;
            if (chain.entersAsIs) {
                for (; i <= elements - V; i += V) {
                    ByteVector.fromArray(BYTES, in, start + i).convertShape(VectorOperators.B2F, FLOATS, 0)
                            .reinterpretAsFloats().intoArray(first, i);
                }
            }
            for (; i < elements; i++) {
                first[i] = chain.entry[in[start + i] & 0xff];
            }
        }

        private void leave(VectorCodeChain chain, float[] codes, int stride, int from, int rows) {
            byte[] exit = chain.exit;
            int outputs = chain.outputs;
            for (int row = 0; row < rows; row++) {
                int at = (from + row) * outputs;
                int o = 0;
                if (chain.leavesAsIs) {
                    for (; o <= outputs - V; o += V) {
                        FloatVector.fromArray(FLOATS, codes, row * stride + o)
                                .convertShape(VectorOperators.F2B, BYTES, 0).reinterpretAsBytes()
                                .intoArray(out, at + o);
                    }
                }
                for (; o < outputs; o++) {
                    out[at + o] = exit[(int) codes[row * stride + o] & 0xff];
                }
            }
        }
    }
}
