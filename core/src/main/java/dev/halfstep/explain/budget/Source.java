package dev.halfstep.explain.budget;

import java.util.Locale;

/**
 * A cause of deviation from the float model that can be switched on alone.
 *
 * @param layer the layer that it lies in, from 1 on; 0 for what belongs to the model's input or to no layer. In a chain of dense
 *        layers those are counted; in any other model all ops are, in the order in which they stand in the file
 * @param place what else there is to say of the layer, or of which of several inputs: the name of its op, or of the input; empty in
 *        a chain
 */
public record Source(Kind kind, int layer, String place) {

    /** A source in a chain of dense layers, or in no layer. */
    public Source(Kind kind, int layer) {
        this(kind, layer, "");
    }

    /** What may go wrong at a place. */
    public enum Kind {
        /** Real input values become the nearest code. */
        INPUT_ROUNDING("rounding of the input"),
        /** Input values beyond the codes' range become those at its end. */
        INPUT_CLIPPING("clipping of the input"),
        /** Weights become codes, or half-precision values. */
        WEIGHTS("weights of layer %d"),
        /** Biases become integers, or half-precision values. */
        BIASES("biases of layer %d"),
        /** What a hidden layer gives becomes the nearest code. */
        ACTIVATION_ROUNDING("rounding of layer %d"),
        /** What a hidden layer gives beyond its codes' range becomes the value at its end. */
        ACTIVATION_CLIPPING("clipping of layer %d"),
        /** What the model gives becomes the nearest code. */
        OUTPUT_ROUNDING("rounding of the output"),
        /** What the model gives beyond its codes' range becomes the value at its end. */
        OUTPUT_CLIPPING("clipping of the output"),
        /** Sums that overflow, and multipliers of limited precision. */
        RESCALING("integer rescaling"),
        /** Real values that a layer with coded weights reads become codes while it runs. */
        OPERAND_ROUNDING("rounding of what is read by layer %d"),
        /** What a layer's integers, multipliers and tables give besides rounding to the nearest code. */
        ARITHMETIC("integer arithmetic of layer %d"),
        /** All that a layer does. */
        LAYER("layer %d"),
        /** Weights of layers that could not be told from one another, and what else was changed in the network. */
        UNMATCHED("weights that no layer of the float model was found for"),
        /** All that comes behind the input, where nothing of it can be switched off alone. */
        BEHIND_INPUT("weights, and rounding and clipping behind the input"),
        /** What float32 arithmetic itself rounds, in the float model and at the quantized one's edges. */
        FLOAT_ARITHMETIC("float32 arithmetic");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** In words: {@code weights of layer 2}, {@code rounding of layer 3 CONV_2D}. */
    public String name() {
        return String.format(Locale.ROOT, kind.words, layer) + (place.isEmpty() ? "" : " " + place);
    }
}
