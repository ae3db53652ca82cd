package dev.halfstep.lower;

import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.tensor.DType;

/**
 * The average or the largest of the values in a sliding window, each channel by itself. Taps outside of the image do not count.
 */
public sealed interface LoweredPool extends Lowered {

    @Override
    default Rounding rounding() {
        return switch (this) {
            case FloatPool floatPool -> floatPool.average() ? Rounding.SINGLE_PRECISION : Rounding.NONE;
            case CodePool codePool -> codePool.average() ? Rounding.QUOTIENT : Rounding.NONE;
        };
    }

    /** With as many groups and outputs as inputs. */
    SlidingWindow window();

    /** Whether it gives the average, not the largest. */
    boolean average();

    /**
     * In {@code float}: values are added up in the order of the taps, then divided by their count.
     *
     * @param min the activation's lower bound
     * @param max the activation's upper bound
     */
    record FloatPool(SlidingWindow window, boolean average, float min, float max) implements LoweredPool {

        /**
         * The result of a position.
         *
         * @param value the sum of its values, or the largest of them
         * @param count how many they are
         */
        public float value(float value, int count) {
            return Math.clamp(average ? value / count : value, min, max);
        }
    }

    /**
     * Of codes, whose scale stays.
     *
     * @param type int8, uint8 or int16
     * @param min the smallest code that the activation lets through
     * @param max the largest one
     */
    record CodePool(SlidingWindow window, boolean average, DType type, int min, int max) implements LoweredPool {

        /**
         * The result of a position.
         *
         * @param value the sum of its codes, or the largest of them
         * @param count how many they are
         */
        public int code(int value, int count) {
            if (average) {
                return Math.clamp((value > 0 ? value + count / 2 : value - count / 2) / count, min, max);
            }
            return Math.clamp(value, min, max);
        }
    }
}
