package dev.halfstep.lower;

import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.tensor.DType;
import java.util.Optional;

/**
 * A convolution of images.
 *
 * @param layer its arithmetic; without weights and bias where another node computes them
 * @param window which inputs meet which weights
 * @param order how weights stand
 * @param data position of the operand that holds the images
 * @param computed which operands hold weights and bias, where these are not known before a run
 */
public record LoweredFilter(FilterLayer layer, SlidingWindow window, WeightOrder order, int data,
        Optional<Computed> computed)
        implements
            Lowered {

    @Override
    public Rounding rounding() {
        return layer.rounding();
    }

    /** How many weights there are. */
    public int weights() {
        return window.taps() * window.groupInputs() * window.outputs();
    }

    /**
     * The index of a weight.
     *
     * @param tap counted row by row
     * @param input of the output's group
     */
    public int weight(int output, int tap, int input) {
        return switch (order) {
            case BY_TAP -> tap * window.outputs() + output;
            case BY_OUTPUT -> (output * window.taps() + tap) * window.groupInputs() + input;
            case BACKWARDS -> (output * window.taps() + window.taps() - 1 - tap) * window.groupInputs() + input;
        };
    }

    /** How the weights of a convolution stand. */
    public enum WeightOrder {
        /** {@code [output][tap row][tap column][input of the group]}. */
        BY_OUTPUT,
        /** The same, with the taps from the last to the first. */
        BACKWARDS,
        /** {@code [tap row][tap column][output]}, for groups of one input each. */
        BY_TAP
    }

    /**
     * The arithmetic of a convolution, whatever the extents of its images: each sum adds the products of inputs and weights tap by tap,
     * row by row, at each of them input by input. Taps outside of the image add nothing.
     */
    public sealed interface FilterLayer {

        /** From the sums to the results. */
        default Rounding rounding() {
            return switch (this) {
                case FloatFilter floatFilter -> Rounding.SINGLE_PRECISION;
                case HybridFilter hybridFilter -> Rounding.SINGLE_PRECISION;
                case IntegerFilter integerFilter -> Rounding.FIXED_POINT;
                case WideFilter wideFilter -> Rounding.FIXED_POINT_64;
            };
        }

        /**
         * In {@code float}.
         *
         * @param weights in the order of {@link LoweredFilter}
         * @param bias {@code [outputs]}
         * @param min the activation's lower bound
         * @param max the activation's upper bound
         */
        record FloatFilter(float[] weights, float[] bias, float min, float max) implements FilterLayer {

            public FloatFilter with(float[] otherWeights, float[] otherBias) {
                return new FloatFilter(otherWeights, otherBias, min, max);
            }

            /** The result of an output's sum. */
            public float value(float sum, int output) {
                return Math.clamp(sum + bias[output], min, max);
            }
        }

        /** A layer with weights in codes, whose sums are integers. */
        sealed interface CodedFilter extends FilterLayer {

            /** Codes, as bytes, in the order of {@link LoweredFilter}. */
            byte[] weights();

            /** A weight's code less its zero point. */
            default int weight(int index) {
                return weights()[index];
            }
        }

        /**
         * With int8 weights and {@code float} data: each image is coded on the fly with a scale of its own.
         *
         * @param weightScales one, or {@code [outputs]}
         * @param bias {@code [outputs]}
         * @param asymmetric whether images are coded with a zero point
         * @param min the activation's lower bound
         * @param max the activation's upper bound
         */
        record HybridFilter(byte[] weights, float[] weightScales, float[] bias, boolean asymmetric, float min,
                float max)
                implements
                    CodedFilter {

            public HybridFilter with(byte[] otherWeights, float[] otherBias) {
                return new HybridFilter(otherWeights, weightScales, otherBias, asymmetric, min, max);
            }

            /**
             * The result of an output's sum.
             *
             * @param scale that of the image's codes
             */
            public float value(int sum, float scale, int output) {
                float product = weightScales[weightScales.length == 1 ? 0 : output] * scale;
                return Math.clamp(sum * product + bias[output], min, max);
            }
        }

        /**
         * From codes to codes of the same type with 32-bit sums, which wrap where they overflow. With 8-bit codes these stay in range
         * for up to 33,000 products.
         *
         * @param type int8, uint8 or int16
         * @param weights of type uint8 where the data are, signed otherwise
         * @param weightZeroPoint code of the real 0 in the weights
         * @param bias {@code [outputs]}, in units of input scale times weight scale
         * @param inputZeroPoint code of the real 0 in the input
         */
        record IntegerFilter(DType type, byte[] weights, int weightZeroPoint, int[] bias, int inputZeroPoint,
                Requantizer requantizer) implements CodedFilter {

            private static final int LARGEST_OF_8_BITS = 255;
            private static final int LARGEST_OF_16_BITS = 1 << 15;

            public IntegerFilter with(byte[] otherWeights, int[] otherBias) {
                return new IntegerFilter(type, otherWeights, weightZeroPoint, otherBias, inputZeroPoint, requantizer);
            }

            @Override
            public int weight(int index) {
                return (type == DType.UINT8 ? weights[index] & 0xff : weights[index]) - weightZeroPoint;
            }

            /** The largest magnitude of an input's code less its zero point. */
            public int largestInput() {
                return type == DType.INT16 ? LARGEST_OF_16_BITS : LARGEST_OF_8_BITS;
            }

            /** The code of an output's sum. */
            public int code(int sum, int output) {
                return requantizer.code(sum + bias[output], output);
            }
        }

        /**
         * From int16 codes to int16 codes with 64-bit sums.
         *
         * @param bias {@code [outputs]}, in units of input scale times weight scale
         */
        record WideFilter(byte[] weights, long[] bias, Requantizer requantizer) implements CodedFilter {

            public WideFilter with(byte[] otherWeights, long[] otherBias) {
                return new WideFilter(otherWeights, otherBias, requantizer);
            }

            /** The code of an output's sum. */
            public int code(long sum, int output) {
                return requantizer.code(sum + bias[output], output);
            }
        }
    }
}
