package dev.halfstep.explain.budget;

import java.util.Locale;

/**
 * A cause of deviation from the float model that can be switched on alone.
 *
 * @param layer the layer that it lies in, from 1 on; 0 for what belongs to the model's input or to no layer
 */
public record Source(Kind kind, int layer) {

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
        /** All that comes behind the input, where nothing of it can be switched off alone. */
        BEHIND_INPUT("weights, and rounding and clipping behind the input"),
        /** What float32 arithmetic itself rounds, in the float model and at the quantized one's edges. */
        FLOAT_ARITHMETIC("float32 arithmetic");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** In words: {@code weights of layer 2}. */
    public String name() {
        return String.format(Locale.ROOT, kind.words, layer);
    }
}
