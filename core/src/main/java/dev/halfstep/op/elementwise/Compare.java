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

import dev.halfstep.lower.Comparison;
import dev.halfstep.lower.Comparison.Fine;
import dev.halfstep.lower.Comparison.OfCodes;
import dev.halfstep.lower.Comparison.OfIntegers;
import dev.halfstep.lower.Comparison.OfReals;
import dev.halfstep.lower.Comparison.Relation;
import dev.halfstep.lower.LoweredPairs;
import dev.halfstep.lower.LoweredPairs.Broadcast;
import dev.halfstep.lower.LoweredPairs.Compared;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.TensorInfo;
import java.util.function.UnaryOperator;

/**
 * Relations between the elements of two operands, by TensorFlow Lite's names: truth values. Codes of 8 bits are compared as
 * {@link OfCodes} says, for which their scales must be below 1. Those of 16 bits are for equality, too; for order they are compared as
 * they are, so that both must have one scale.
 */
@SuppressWarnings("ImmutableEnumChecker") // a record that has no setter
public enum Compare implements Binary {
    EQUAL(53, type -> equality(type).since("2.13.0").since("2.21.0", INT16)),
    NOT_EQUAL(54, type -> equality(type).since("2.21.0", INT16)),
    LESS(41, type -> order(type).since("2.13.0", INT16)),
    LESS_EQUAL(46, type -> order(type).alsoFor(INT16)),
    GREATER(44, type -> order(type).alsoFor(INT16)),
    GREATER_EQUAL(45, type -> order(type).since("2.13.0", INT16));

    /** What the reference kernel's arithmetic is defined for: scales below it. */
    private static final double LIMIT = 1;

    private final OpType type;

    Compare(int optionsType, UnaryOperator<OpType> versions) {
        type = versions.apply(
                OpType.of(name(), optionsType, this).inputs(2).quantized(QuantizationRule.own(INT8).withLimit(LIMIT)));
    }

    private static OpType equality(OpType type) {
        return type.since("1.14.0", BOOL, FLOAT32, UINT8, INT32, INT64).since("1.14.0", INT8).since("2.3.0");
    }

    private static OpType order(OpType type) {
        return type.since("1.14.0", FLOAT32, UINT8, INT32, INT64).since("1.14.0", INT8);
    }

    @Override
    public OpType type() {
        return type;
    }

    private boolean isEquality() {
        return this == EQUAL || this == NOT_EQUAL;
    }

    @Override
    public void check(Operands operands) {
        TensorInfo left = operands.input(LEFT);
        TensorInfo right = operands.input(RIGHT);
        Operands.requireSameType(left, right);
        require(operands.output().dtype() == BOOL, () -> Operands.notATypeOf(operands.output(), "a truth value"));
        if (isScaled(operands)) {
            requireFine(left);
            requireFine(right);
        } else if (left.dtype() == INT16) {
            Operands.requireSameScale(left, right);
            require(this != NOT_EQUAL,
                    () -> "it has no kernel for " + Quoted.of(left.name()) + " of int16 numbers that are no codes");
        }
    }

    private static void requireFine(TensorInfo tensor) {
        Operands.requireCodes(tensor);
        float scale = tensor.quantization().orElseThrow().scale();
        if (scale >= LIMIT) {
            throw Problem.of(Quoted.of(tensor.name()) + " has the scale " + scale
                    + ", but codes are compared only if their scales are below 1")
                    .remedy("Quantize the float model so that the comparison stays in float.");
        }
    }

    private boolean isScaled(Operands operands) {
        DType dtype = operands.dtype(LEFT);
        return dtype.isByteCode()
                || (dtype == INT16 && isEquality() && operands.input(LEFT).quantization().isPresent());
    }

    @Override
    public LoweredPairs lower(Operands operands) {
        var broadcast = Broadcast.of(operands.shape(LEFT).toArray(), operands.shape(RIGHT).toArray());
        return new Compared(comparison(operands), broadcast);
    }

    private Comparison comparison(Operands operands) {
        // The relations have the ops' names.
        Relation relation = Relation.valueOf(name());
        DType dtype = operands.dtype(LEFT);
        if (dtype == FLOAT32) {
            return new OfReals(relation);
        }
        return isScaled(operands)
                ? new OfCodes(relation, dtype, fine(operands.scale(LEFT)), fine(operands.scale(RIGHT)))
                : new OfIntegers(relation, dtype);
    }

    private static Fine fine(Quantization codes) {
        return new Fine(Multiplier.of(codes.scale()), (int) codes.zeroPoint());
    }
}
