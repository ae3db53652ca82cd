package dev.halfstep.quantize.chain;

import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.tensor.Quantization;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A chain in integers: int8 activations and weights, int32 biases.
 *
 * @param features how features become the input's codes, where each has its own
 * @param input the input tensor's quantization
 * @param layers one for each layer
 * @param equalized whether hidden units have scales of their own
 * @param costBefore how far from the float network codes rounded one by one would be: the mean over the rows of the squared
 *        deviation in output steps up to half a step and the deviation less a quarter beyond, before the output is rounded
 * @param cost the same with the codes chosen
 */
public record FittedChain(Optional<FeatureCodes> features, Quantization input, List<Layer> layers, boolean equalized,
        double costBefore, double cost) {

    /**
     * A dense layer.
     *
     * @param weightScales one for each output
     * @param weights codes {@code [output][input]}, row by row
     * @param bias one for each output, in units of input scale times weight scale
     * @param output the quantization of what comes out
     */
    public record Layer(float[] weightScales, byte[] weights, long[] bias, Quantization output) {

        /**
         * The weight scales as a file has them.
         *
         * @param own whether outputs have scales of their own; if not, all are the same, and it is said once, as older runtimes want it
         */
        public float[] weightScales(boolean own) {
            return Arrays.copyOf(weightScales, own ? weightScales.length : 1);
        }
    }

    public FittedChain {
        layers = List.copyOf(layers);
    }
}
