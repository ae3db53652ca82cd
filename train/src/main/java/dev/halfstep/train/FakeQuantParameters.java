package dev.halfstep.train;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The real-valued shadows of a chain's integer parameters, in one flat vector that Adam works on.
 *
 * <p>
 * All are counted in steps of the weights: the shadow of a weight is its code before rounding, and that of a bias the distance
 * from where it started, divided by the input's scale, so that a bias and the weight of an input of 1 move alike. Counting so
 * gives each output the same relative rate, however large its weights are. Weights are kept within −127..127, where a shadow
 * still feels its gradient: one that wandered beyond would not come back.
 */
final class FakeQuantParameters {

    /** Symmetric, as quantizing has it; −128 is left out. */
    private static final int LIMIT = 127;

    private final IntegerChain chain;
    private final ParameterLayout layout;
    private final float[] shadows;
    private final int[][] startBiases;

    FakeQuantParameters(IntegerChain chain) {
        this.chain = chain;
        layout = chain.layout();
        shadows = new float[layout.size()];
        List<FakeQuantLayer> layers = chain.layers();
        startBiases = new int[layers.size()][];
        for (int l = 0; l < layers.size(); l++) {
            startBiases[l] = layers.get(l).biasCodes();
            byte[] codes = layers.get(l).weightCodes(chain.graph()).rawBytes();
            for (int i = 0; i < codes.length; i++) {
                shadows[layout.kernelAt(l) + i] = codes[i];
            }
        }
        clamp();
    }

    /** In the order of the layout; to be changed, and then {@link #clamp}ed. */
    float[] shadows() {
        return shadows;
    }

    void clamp() {
        for (int l = 0; l < layout.layers(); l++) {
            for (int i = layout.kernelAt(l); i < layout.biasAt(l); i++) {
                shadows[i] = Math.clamp(shadows[i], -LIMIT, LIMIT);
            }
        }
    }

    /** The codes of all weights, as floats, where the layout has them; other numbers are left alone. */
    void roundWeights(float[] codes) {
        for (int l = 0; l < layout.layers(); l++) {
            for (int i = layout.kernelAt(l); i < layout.biasAt(l); i++) {
                codes[i] = (float) Math.rint(shadows[i]);
            }
        }
    }

    /** The codes of a layer's biases, [outputs]; 0 where it has none. */
    int[] biases(int l) {
        FakeQuantLayer layer = chain.layers().get(l);
        int[] codes = startBiases[l].clone();
        if (layer.hasBias()) {
            for (int o = 0; o < codes.length; o++) {
                double moved = Math.rint(shadows[layout.biasAt(l) + o] / (double) layer.inputScale());
                codes[o] = (int) DType.INT32.saturate((long) (codes[o] + moved));
            }
        }
        return codes;
    }

    /** The graph with the codes that the shadows round to. */
    Graph graph() {
        var weights = new float[shadows.length];
        roundWeights(weights);
        Map<Integer, Codes> constants = new HashMap<>();
        for (int l = 0; l < layout.layers(); l++) {
            FakeQuantLayer layer = chain.layers().get(l);
            constants.put(layer.weights(), weightCodes(layer, Arrays.copyOfRange(weights, layout.kernelAt(l),
                    layout.biasAt(l))));
            if (layer.bias() != Node.ABSENT) {
                var old = (Codes) chain.graph().constant(layer.bias());
                constants.put(layer.bias(), Codes.int32(old.shape(), biases(l), old.quantization().orElse(null)));
            }
        }
        return chain.with(constants);
    }

    private Codes weightCodes(FakeQuantLayer layer, float[] weights) {
        Codes old = layer.weightCodes(chain.graph());
        var codes = new byte[weights.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) weights[i];
        }
        return Codes.int8(old.shape(), codes, old.quantization().orElse(null));
    }
}
