package dev.halfstep.op.elementwise;

import static dev.halfstep.op.elementwise.Binary.LEFT;
import static dev.halfstep.op.elementwise.Binary.RIGHT;
import static dev.halfstep.tensor.DType.FLOAT32;
import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;
import static dev.halfstep.tensor.DType.INT8;
import static dev.halfstep.tensor.DType.UINT8;

import dev.halfstep.lower.CodePair.ScaledProduct;
import dev.halfstep.lower.CodePair.ScaledSum;
import dev.halfstep.lower.LoweredPairs;
import dev.halfstep.lower.LoweredPairs.IntegerPair;
import dev.halfstep.lower.LoweredPairs.RealPair;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.Options;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.tensor.DType;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * {@code activation(left + right)} and so on, with broadcasting. Codes are combined as {@link ScaledSum} and {@link ScaledProduct}
 * say; int32, int64, and for sums and products int16 without a scale are plain numbers. Integers are not divided by zero, and
 * quotients of plain ones are cut off towards zero; TensorFlow Lite 2.21 refuses the code 0 instead of the zero point. What is
 * infinite becomes the largest float.
 *
 * @param activation fused into the op
 * @param powerOfTwoScales whether sums of int16 codes with scales that are powers of two are shifted rather than rescaled; without
 *        meaning elsewhere
 */
public record Arithmetic(Kind kind, Activation activation, boolean powerOfTwoScales) implements Binary {

    private static final int ACTIVATION_FIELD = 0;
    private static final int POWER_OF_TWO_FIELD = 1;

    /** The operation. */
    @SuppressWarnings("ImmutableEnumChecker") // a record that has no setter
    public enum Kind {
        ADD(11, RealPair.SUM, IntegerPair.SUM, QuantizationRule.own(INT8, INT16),
                type -> type.since("1.5.0", FLOAT32, UINT8, INT32).since("1.14.0", INT8).since("2.4.0", INT16)
                        .since("2.6.0", INT64).since("2.13.0")),
        DIV(29, RealPair.QUOTIENT, IntegerPair.QUOTIENT, QuantizationRule.own(INT8),
                type -> type.since("1.6.0", FLOAT32, INT8, UINT8, INT16, INT32).since("2.3.0")),
        MUL(21, RealPair.PRODUCT, IntegerPair.PRODUCT, QuantizationRule.own(INT8, INT16),
                type -> type.since("1.5.0", FLOAT32, UINT8, INT32).since("1.14.0", INT8).since("1.15.0")
                        .since("2.3.0", INT16).since("2.6.0", INT64).since("2.11.0").since("2.13.0")),
        SUB(28, RealPair.DIFFERENCE, IntegerPair.DIFFERENCE, QuantizationRule.own(INT8, INT16),
                type -> type.since("1.6.0", FLOAT32, UINT8, INT32).since("1.14.0", INT8).since("2.3.0")
                        .since("2.4.0", INT64).since("2.4.0", INT16));

        private final OpType type;
        private final RealPair reals;
        private final IntegerPair integers;

        Kind(int optionsType, RealPair reals, IntegerPair integers, QuantizationRule quantization,
                UnaryOperator<OpType> versions) {
            this.reals = reals;
            this.integers = integers;
            type = versions.apply(OpType.of(name(), optionsType, options -> read(this, options)).inputs(2)
                    .quantized(quantization));
        }

        /** Its row in the table of ops. */
        public OpType type() {
            return type;
        }

        /** The operation as the converter makes it. */
        public Arithmetic with(Activation activation) {
            return new Arithmetic(this, activation, false);
        }

        /** Whether it is a sum or a difference. */
        public boolean isSum() {
            return this == ADD || this == SUB;
        }
    }

    public Arithmetic {
        powerOfTwoScales &= kind.isSum();
    }

    private static Arithmetic read(Kind kind, OptionReader options) {
        return new Arithmetic(kind, Activation.of(options.int8(ACTIVATION_FIELD, 0)),
                options.int8(POWER_OF_TWO_FIELD, 1) != 0);
    }

    @Override
    public OpType type() {
        return kind.type;
    }

    @Override
    public Options options(Operands operands) {
        Options options = Options.NONE.int8(ACTIVATION_FIELD, activation.number());
        return kind.isSum() ? options.int8(POWER_OF_TWO_FIELD, powerOfTwoScales ? 1 : 0, 1) : options;
    }

    @Override
    public int version(Operands operands) {
        DType dtype = operands.dtype(LEFT);
        int version = powerOfTwoScales && dtype == INT16 ? 1 : kind.type.version(dtype);
        return switch (kind) {
            case ADD -> isPlainInt16(operands) ? 5 : version;
            case SUB -> Binary.broadcastsHighRanks(operands) ? Math.max(version, 3) : version;
            case MUL ->
                isPlainInt16(operands) ? 7 : version < 3 && dtype.isCode() && scale(operands) >= 1 ? 3 : version;
            case DIV -> Binary.broadcastsHighRanks(operands) ? 2 : version;
        };
    }

    /** Whether operands are int16 numbers as they are, not codes. */
    private boolean isPlainInt16(Operands operands) {
        return (kind == Kind.ADD || kind == Kind.MUL) && operands.dtype(LEFT) == INT16
                && operands.input(LEFT).quantization().isEmpty() && operands.input(RIGHT).quantization().isEmpty()
                && operands.output().quantization().isEmpty();
    }

    /** From the scale of the bare product or quotient to the output's, in single precision as TensorFlow Lite has it. */
    private float scale(Operands operands) {
        float left = operands.scale(LEFT).scale();
        float right = operands.scale(RIGHT).scale();
        float output = operands.outputScale().scale();
        return kind == Kind.DIV ? left / (right * output) : left * right / output;
    }

    @Override
    public void check(Operands operands) {
        if (isPlainInt16(operands)) {
            Binary.requireSameTypes(operands);
        } else {
            Binary.requireArithmetic(operands);
        }
    }

    @Override
    public LoweredPairs lower(Operands operands) {
        var lowering = new PairLowering(operands, activation);
        DType dtype = operands.dtype(LEFT);
        if (dtype == FLOAT32) {
            return lowering.finite(kind.reals);
        }
        if (!dtype.isCode() || isPlainInt16(operands)) {
            return lowering.integers(kind.integers);
        }
        if (!kind.isSum()) {
            return lowering.product(kind == Kind.DIV, scale(operands));
        }
        boolean isDifference = kind == Kind.SUB;
        return powerOfTwoScales && dtype == INT16 && lowering.hasPowerOfTwoScales()
                ? lowering.powerOfTwoSum(isDifference ? -1 : 1)
                : lowering.sum(isDifference ? ScaledSum.Kind.DIFFERENCE : ScaledSum.Kind.SUM);
    }

    @Override
    public Optional<Op> withActivation(Activation other) {
        return Optional.of(new Arithmetic(kind, other, powerOfTwoScales));
    }

    /** A file that holds floats says that scales would be powers of two, which they are not. */
    @Override
    public Op withActivations(DType codes) {
        return codes == INT16 ? kind.with(activation) : this;
    }
}
