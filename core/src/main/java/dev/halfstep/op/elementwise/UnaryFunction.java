package dev.halfstep.op.elementwise;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.op.QuantizationRule.FRACTIONS_INT16;
import static dev.halfstep.op.QuantizationRule.SHARES_INT8;
import static dev.halfstep.op.QuantizationRule.own;
import static dev.halfstep.tensor.DType.BOOL;
import static dev.halfstep.tensor.DType.FLOAT32;
import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;
import static dev.halfstep.tensor.DType.INT8;
import static dev.halfstep.tensor.DType.UINT8;

import dev.halfstep.lower.CodeFunction;
import dev.halfstep.lower.LoweredElements;
import dev.halfstep.lower.RealFunction.Named;
import dev.halfstep.lower.rounding.PowerOfTwo;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.tensor.Quantization;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Functions of each element that have no options, by TensorFlow Lite's names. */
@SuppressWarnings("ImmutableEnumChecker") // records that have no setter
public enum UnaryFunction implements Op {

    /** The magnitude. Codes are rescaled. */
    ABS(78, own(INT8, INT16), type -> type.since("1.13.0", FLOAT32).since("2.4.0", INT8).since("2.5.0", INT16)),
    CEIL(0, type -> type.since("1.14.0", FLOAT32)),
    COS(84, type -> type.since("1.14.0", FLOAT32)),
    ELU(0, own(INT8), type -> type.since("1.14.0", FLOAT32, INT8)),
    EXP(33, own(INT8, INT16), type -> type.since("1.7.0", FLOAT32).since("2.12.0", INT8, INT16)),
    FLOOR(0, type -> type.since("1.9.0", FLOAT32)),
    /** Codes are computed as {@link CodeFunction.HardSwish} says. */
    HARD_SWISH(91, own(INT8), type -> type.since("1.15.0", FLOAT32, INT8, UINT8)),
    /** The natural logarithm. Of codes that stand for numbers up to zero it is the smallest code. */
    LOG(0, own(INT8, INT16), type -> type.since("1.14.0", FLOAT32).since("2.15.0", INT8, INT16)),
    LOGICAL_NOT(63, type -> type.since("1.11.0", BOOL)),
    /** The codes of the output are fixed: 0 to 1 in all 8 bits, or in 15. */
    LOGISTIC(0, QuantizationRule.fixed(Map.of(INT8, SHARES_INT8, INT16, FRACTIONS_INT16)),
            type -> type.since("1.14.0", FLOAT32, UINT8).since("1.14.0", INT8).since("2.3.0", INT16)),
    /** TensorFlow Lite changes the sign of the bare code, so int8 and int16 must have zero points of 0. */
    NEG(42, type -> type.since("1.9.0", FLOAT32, INT8, INT16, INT32, INT64)),
    ROUND(0, type -> type.since("1.14.0", FLOAT32)),
    /**
     * Int8 codes are computed as {@link CodeFunction.InverseRoot} says, int16 codes go through a table; 0 gives the largest code, and
     * negative codes are refused when they come.
     */
    RSQRT(0, own(INT8, INT16), type -> type.since("1.10.0", FLOAT32).since("2.5.0", INT8).since("2.15.0", INT16)),
    SIGN(123, type -> type.since("2.11.0", FLOAT32).since("2.12.0", INT32)),
    SIN(0, type -> type.since("1.9.0", FLOAT32)),
    /** Negative codes are refused when they come. */
    SQRT(0, own(INT8), type -> type.since("1.10.0", FLOAT32).since("2.21.0", INT8, INT16)),
    SQUARE(66, type -> type.since("1.12.0", FLOAT32)),
    /** The converter fixes the codes of the output: -1 to 1. */
    TANH(0, QuantizationRule.fixed(Map.of(INT8, Quantization.perTensor(1f / 128, 0), INT16, FRACTIONS_INT16)),
            type -> type.since("1.14.0", FLOAT32, UINT8).since("1.14.0", INT8).since("2.3.0", INT16));

    private final OpType type;

    UnaryFunction(int optionsType, UnaryOperator<OpType> versions) {
        this(optionsType, QuantizationRule.NONE, versions);
    }

    UnaryFunction(int optionsType, QuantizationRule quantization, UnaryOperator<OpType> versions) {
        type = versions.apply(OpType.of(name(), optionsType, this).quantized(quantization));
    }

    @Override
    public OpType type() {
        return type;
    }

    @Override
    public void check(Operands operands) {
        if (this == NEG) {
            require(operands.dtype(0) == operands.output().dtype(), () -> Operands.notATypeOf(operands.output(),
                    "that of NEG's input, " + operands.dtype(0).label()));
            return;
        }
        Op.super.check(operands);
        float scale = operands.dtype(0).isCode() ? operands.outputScale().scale() : 0;
        if (this == LOGISTIC && operands.dtype(0).isCode()) {
            float needed = operands.dtype(0) == INT16 ? FRACTIONS_INT16.scale() : SHARES_INT8.scale();
            require(scale == needed, () -> "the output of LOGISTIC has the scale " + scale + ", not " + needed);
        } else if (this == TANH && operands.dtype(0) == INT16) {
            float needed = FRACTIONS_INT16.scale();
            require(PowerOfTwo.is(scale) && PowerOfTwo.exponent(scale) == PowerOfTwo.exponent(needed),
                    () -> "the int16 output of TANH has the scale " + scale + ", not " + needed);
        }
    }

    @Override
    public LoweredElements lower(Operands operands) {
        var lowering = new ElementLowering(operands);
        if (this == LOGICAL_NOT) {
            return lowering.integers(CodeFunction.Plain.NOT);
        }
        // The real functions have the ops' names.
        Named function = Named.valueOf(name());
        if (operands.dtype(0) == FLOAT32) {
            return lowering.function(function);
        }
        return switch (this) {
            case ABS -> lowering.magnitude();
            case NEG -> lowering.integers(CodeFunction.Plain.NEG);
            case SIGN -> lowering.integers(CodeFunction.Plain.SIGN);
            case HARD_SWISH -> lowering.hardSwish();
            case SQRT -> lowering.root();
            case RSQRT -> lowering.inverseRoot();
            case LOG -> lowering.logarithm();
            case LOGISTIC, TANH -> operands.dtype(0) == INT16 ? lowering.sigmoid(this == TANH)
                    : lowering.function(function);
            case ELU, EXP -> lowering.function(function);
            case CEIL, COS, FLOOR, LOGICAL_NOT, ROUND, SIN, SQUARE -> throw new AssertionError(operands.dtype(0));
        };
    }
}
