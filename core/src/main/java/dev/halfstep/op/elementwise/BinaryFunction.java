package dev.halfstep.op.elementwise;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.op.elementwise.Binary.LEFT;
import static dev.halfstep.op.elementwise.Binary.RIGHT;
import static dev.halfstep.tensor.DType.BOOL;
import static dev.halfstep.tensor.DType.FLOAT32;
import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;
import static dev.halfstep.tensor.DType.INT8;
import static dev.halfstep.tensor.DType.UINT8;

import dev.halfstep.lower.CodePair.ScaledSum;
import dev.halfstep.lower.LoweredPairs;
import dev.halfstep.lower.LoweredPairs.IntegerPair;
import dev.halfstep.lower.LoweredPairs.RealPair;
import dev.halfstep.op.Activation;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.tensor.Shape;
import java.util.List;
import java.util.function.UnaryOperator;

/** Functions of two operands that have no options, by TensorFlow Lite's names. */
@SuppressWarnings("ImmutableEnumChecker") // records that have no setter
public enum BinaryFunction implements Binary {

    /** The angle of the point whose second coordinate is on the left, and whose first is on the right. Shapes are the same. */
    ATAN2(122, QuantizationRule.NONE, type -> type.since("2.10.0", FLOAT32)),
    /** The largest integer up to {@code left / right}. Integers are plain numbers; nothing is divided by zero. */
    FLOOR_DIV(65, QuantizationRule.NONE,
            type -> type.since("1.14.0", INT32).since("1.14.0", FLOAT32).since("2.13.0", INT8, INT16)),
    /**
     * What {@link #FLOOR_DIV} leaves, with the sign of the divisor. Integers are plain numbers, and are not divided by zero; floats
     * give what is not a number.
     */
    FLOOR_MOD(72, QuantizationRule.NONE,
            type -> type.since("1.13.0", FLOAT32, INT32, INT64).since("2.13.0", INT8, INT16)),
    LOGICAL_AND(62, QuantizationRule.NONE, type -> type.since("1.11.0", BOOL)),
    LOGICAL_OR(60, QuantizationRule.NONE, type -> type.since("1.11.0", BOOL)),
    /** Codes are compared as they are, so all share a scale. */
    MAXIMUM(39, QuantizationRule.shared(INT8, INT16), BinaryFunction::extremum),
    /** Codes are compared as they are, so all share a scale. */
    MINIMUM(39, QuantizationRule.shared(INT8, INT16), BinaryFunction::extremum),
    POW(56, QuantizationRule.NONE, type -> type.since("1.10.0", FLOAT32)),
    /** Codes are subtracted as {@link ScaledSum} says; int32 are plain numbers. */
    SQUARED_DIFFERENCE(76, QuantizationRule.own(INT8),
            type -> type.since("1.13.1", FLOAT32, INT32).since("2.5.0", INT8));

    /** The version that broadcasts operands of high rank. */
    private static final int HIGH_RANKS = 3;

    private final OpType type;

    BinaryFunction(int optionsType, QuantizationRule quantization, UnaryOperator<OpType> versions) {
        type = versions.apply(OpType.of(name(), optionsType, this).inputs(2).quantized(quantization));
    }

    private static OpType extremum(OpType type) {
        return type.since("1.14.0", FLOAT32, UINT8, INT32, INT64).since("1.14.0", INT8).since("2.3.0")
                .since("2.3.0", INT16);
    }

    @Override
    public OpType type() {
        return type;
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        Shape left = operands.shape(LEFT);
        Shape right = operands.shape(RIGHT);
        require(this != ATAN2 || left.equals(right),
                () -> "the shapes " + left + " and " + right + " are not the same");
        return Binary.super.outputShapes(operands);
    }

    @Override
    public int version(Operands operands) {
        int version = Binary.super.version(operands);
        boolean isExtremum = this == MAXIMUM || this == MINIMUM;
        return isExtremum && Binary.broadcastsHighRanks(operands) ? Math.max(version, HIGH_RANKS) : version;
    }

    @Override
    public void check(Operands operands) {
        if (this == SQUARED_DIFFERENCE) {
            Binary.requireAlike(operands);
        } else {
            Binary.requireSameTypes(operands);
        }
    }

    @Override
    public LoweredPairs lower(Operands operands) {
        var lowering = new PairLowering(operands, Activation.NONE);
        boolean isReal = operands.dtype(LEFT) == FLOAT32;
        return switch (this) {
            case ATAN2 -> lowering.reals(RealPair.ANGLE);
            case FLOOR_DIV -> isReal ? lowering.reals(RealPair.FLOOR_QUOTIENT)
                    : lowering.integers(IntegerPair.FLOOR_QUOTIENT);
            case FLOOR_MOD -> isReal ? lowering.reals(RealPair.FLOOR_REMAINDER)
                    : lowering.integers(IntegerPair.FLOOR_REMAINDER);
            case LOGICAL_AND -> lowering.integers(IntegerPair.MINIMUM);
            case LOGICAL_OR -> lowering.integers(IntegerPair.MAXIMUM);
            case MAXIMUM -> isReal ? lowering.reals(RealPair.MAXIMUM) : lowering.integers(IntegerPair.MAXIMUM);
            case MINIMUM -> isReal ? lowering.reals(RealPair.MINIMUM) : lowering.integers(IntegerPair.MINIMUM);
            case POW -> lowering.reals(RealPair.POWER);
            case SQUARED_DIFFERENCE -> isReal ? lowering.reals(RealPair.SQUARED_DIFFERENCE)
                    : operands.dtype(LEFT) == INT32 ? lowering.integers(IntegerPair.SQUARED_DIFFERENCE)
                            : lowering.sum(ScaledSum.Kind.SQUARED_DIFFERENCE);
        };
    }
}
