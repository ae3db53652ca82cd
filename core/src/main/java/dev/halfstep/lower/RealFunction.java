package dev.halfstep.lower;

import dev.halfstep.lower.rounding.ErrorFunction;

/** A function of a real number, in single precision as TensorFlow Lite has it. */
public sealed interface RealFunction {

    /** The function's value. */
    float apply(float x);

    /** Functions without parameters. */
    @SuppressWarnings("ImmutableEnumChecker") // functions
    enum Named implements RealFunction {
        ABS(Math::abs),
        CEIL(x -> (float) Math.ceil(x)),
        COS(x -> (float) Math.cos(x)),
        /** {@code x} above zero, {@code e^x - 1} below. */
        ELU(x -> x < 0 ? (float) Math.expm1(x) : x),
        EXP(x -> (float) Math.exp(x)),
        FLOOR(x -> (float) Math.floor(x)),
        /** {@code x erfc(-x / sqrt(2)) / 2}. */
        GELU(x -> 0.5f * x * (float) ErrorFunction.complementary(x * -0.70710677f)),
        /** {@code x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2}. */
        GELU_BY_TANH(x -> 0.5f * x * (1 + (float) Math.tanh(0.7978846f * (x + 0.044715f * x * x * x)))),
        /** {@code x * min(max(x + 3, 0), 6) / 6}. */
        HARD_SWISH(x -> x * Math.min(6, Math.max(0, x + 3)) / 6),
        /** The natural logarithm. */
        LOG(x -> (float) Math.log(x)),
        /** {@code 1 / (1 + e^-x)}. */
        LOGISTIC(x -> 1 / (1 + (float) Math.exp(-x))),
        NEG(x -> -x),
        /** Halves to the even neighbour. */
        ROUND(x -> (float) Math.rint(x)),
        /** {@code 1 / sqrt(x)}. */
        RSQRT(x -> 1 / (float) Math.sqrt(x)),
        /** 1, 0 or -1. */
        SIGN(Math::signum),
        SIN(x -> (float) Math.sin(x)),
        SQRT(x -> (float) Math.sqrt(x)),
        SQUARE(x -> x * x),
        TANH(x -> (float) Math.tanh(x));

        /** In single precision. */
        @FunctionalInterface
        private interface Formula {
            float apply(float x);
        }

        private final Formula formula;

        Named(Formula formula) {
            this.formula = formula;
        }

        @Override
        public float apply(float x) {
            return formula.apply(x);
        }
    }

    /** {@code x}, held between two ends. */
    record Clamp(float min, float max) implements RealFunction {
        @Override
        public float apply(float x) {
            return Math.min(Math.max(x, min), max);
        }
    }

    /** {@code x} above zero, {@code slope * x} below. */
    record Leaky(float slope) implements RealFunction {
        @Override
        public float apply(float x) {
            return x > 0 ? x : x * slope;
        }
    }

    /** A function of what lies above zero, and one value for all else. */
    record AboveZero(Named function, float otherwise) implements RealFunction {
        @Override
        public float apply(float x) {
            return x <= 0 ? otherwise : function.apply(x);
        }
    }
}
