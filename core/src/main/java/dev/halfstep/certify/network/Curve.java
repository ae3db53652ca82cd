package dev.halfstep.certify.network;

import dev.halfstep.lower.RealFunction;
import java.util.Optional;

/**
 * An activation that rises and nowhere faster than its argument.
 *
 * @param kind which one
 * @param slope of a {@link Kind#LEAKY} one below 0
 */
public record Curve(Kind kind, double slope) {

    /** Functions of C libraries are right to some units in the last place. */
    private static final int LAST_PLACES = 8;

    /** Its argument itself. */
    public static final Curve LINE = new Curve(Kind.LINE, 1);

    /** Activations. */
    public enum Kind {
        LINE,
        TANH,
        LOGISTIC,
        ELU,
        LEAKY
    }

    /** That of a function, where it is one. */
    public static Optional<Curve> of(RealFunction function) {
        return switch (function) {
            case RealFunction.Leaky leaky when leaky.slope() >= 0 && leaky.slope() <= 1 -> Optional
                    .of(new Curve(Kind.LEAKY, leaky.slope()));
            case RealFunction.Named named -> switch (named) {
                case TANH -> Optional.of(new Curve(Kind.TANH, 1));
                case LOGISTIC -> Optional.of(new Curve(Kind.LOGISTIC, 1));
                case ELU -> Optional.of(new Curve(Kind.ELU, 1));
                case ABS, CEIL, COS, EXP, FLOOR, GELU, GELU_BY_TANH, HARD_SWISH, LOG, NEG, ROUND, RSQRT, SIGN, SIN,
                        SQRT, SQUARE ->
                    Optional.empty();
            };
            case RealFunction.Leaky leaky -> Optional.empty();
            case RealFunction.Clamp clamp -> Optional.empty();
            case RealFunction.AboveZero above -> Optional.empty();
        };
    }

    public boolean isLine() {
        return kind == Kind.LINE;
    }

    public double of(double x) {
        return switch (kind) {
            case LINE -> x;
            case TANH -> Math.tanh(x);
            case LOGISTIC -> 1 / (1 + Math.exp(-x));
            case ELU -> x < 0 ? Math.expm1(x) : x;
            case LEAKY -> x < 0 ? slope * x : x;
        };
    }

    private double rise(double x) {
        return switch (kind) {
            case LINE -> 1;
            case TANH -> 1 - of(x) * of(x);
            case LOGISTIC -> of(x) * (1 - of(x));
            case ELU -> x < 0 ? Math.exp(x) : 1;
            case LEAKY -> x < 0 ? slope : 1;
        };
    }

    /** How fast it rises at least between two arguments. */
    public double leastRise(double low, double high) {
        return Math.min(rise(low), rise(high));
    }

    /** How fast it rises at most between two arguments: the nearer to 0, the faster. */
    public double mostRise(double low, double high) {
        return low <= 0 && high >= 0 ? rise(0) : Math.max(rise(low), rise(high));
    }

    /** How far it is off itself in single precision, beyond what its argument's terms account for: it may be large where they are 0. */
    public double rounding() {
        return kind == Kind.LOGISTIC ? LAST_PLACES * RealNetwork.FLOAT_ROUNDING : 0;
    }

    /** The largest magnitude of what it makes of values up to a magnitude. */
    public double magnitude(double magnitude) {
        return kind == Kind.LOGISTIC || kind == Kind.TANH ? 1 : magnitude;
    }
}
