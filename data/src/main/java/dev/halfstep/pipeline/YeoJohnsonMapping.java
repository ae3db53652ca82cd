package dev.halfstep.pipeline;

/**
 * The power transformation of I.-K. Yeo and R. A. Johnson, "A new family of power transformations to improve normality or
 * symmetry", Biometrika 87 (2000), 954-959, which takes values of either sign:
 *
 * <pre>
 * value &gt;= 0:  ((1 + value)^lambda - 1) / lambda,               ln(1 + value) for lambda = 0
 * value &lt; 0: -((1 - value)^(2 - lambda) - 1) / (2 - lambda),  -ln(1 - value) for lambda = 2
 * </pre>
 *
 * With {@code lambda = 1} values stay as they are; smaller ones draw in large values, larger ones draw in small values. Beyond
 * the fitted values it goes on along its tangents. Values come back to within 2<sup>-24</sup> of the fitted range, the
 * resolution of a float. StrictMath makes it the same on every machine.
 *
 * @param lambda the power, within {@value #REACH} of 1
 * @param low the smallest fitted value, in the target's unit
 * @param high the largest fitted value
 */
public record YeoJohnsonMapping(double lambda, double low, double high) implements TargetMapping {

    /** How far from 1 a power may be. */
    static final double REACH = 6;

    /** How large the rounding of a double may be beside the range, on the way there and on the way back. */
    private static final double ROUNDING = 0x1p-27;

    /** @throws dev.halfstep.problem.Problem if the numbers are out of order, or values would not come back */
    public YeoJohnsonMapping {
        if (!isUsable(lambda, low, high)) {
            throw Kind.YEO_JOHNSON
                    .impossible("values from " + low + " to " + high + " do not come back from the power " + lambda);
        }
    }

    /** Whether all values from {@code low} to {@code high} come back as exactly as they should. */
    static boolean isUsable(double lambda, double low, double high) {
        if (!(low < high) || !Double.isFinite(high - low) || !(Math.abs(lambda - 1) <= REACH)) {
            return false;
        }
        if (lambda == 1) {
            return true;
        }
        double farthest = Math.max(Math.abs(low), Math.abs(high));
        double log = StrictMath.log1p(farthest);
        double largest = Math.max(Math.abs(bend(low, lambda)), Math.abs(bend(high, lambda)));
        // The slope only grows or only falls from one end to the other.
        double flatter = Math.min(slope(low, lambda), slope(high, lambda));
        // An exponential multiplies the rounding of its argument by the argument.
        return Double.isFinite(largest)
                && flatter * (high - low) >= ROUNDING * largest * (1 + Math.max(lambda, 2 - lambda) * log)
                && high - low >= ROUNDING * (1 + farthest) * (1 + log);
    }

    @Override
    public double map(double value) {
        if (lambda == 1) {
            return value;
        }
        double end = Math.clamp(value, low, high);
        return bend(end, lambda) + (value == end ? 0 : (value - end) * slope(end, lambda));
    }

    @Override
    public double invert(double mapped) {
        if (lambda == 1) {
            return mapped;
        }
        double bottom = bottom();
        if (mapped < bottom) {
            return low + (mapped - bottom) / lowSlope();
        }
        double top = top();
        if (mapped > top) {
            return high + (mapped - top) / highSlope();
        }
        return mapped >= 0 ? unpower(mapped, lambda) : -unpower(-mapped, 2 - lambda);
    }

    /** What the smallest fitted value is mapped to. */
    public double bottom() {
        return bend(low, lambda);
    }

    /** What the largest fitted value is mapped to. */
    public double top() {
        return bend(high, lambda);
    }

    /** The slope of the tangent below the smallest fitted value. */
    public double lowSlope() {
        return slope(low, lambda);
    }

    /** The slope of the tangent above the largest fitted value. */
    public double highSlope() {
        return slope(high, lambda);
    }

    /** The transformation itself, without tangents. */
    static double bend(double value, double lambda) {
        return value >= 0 ? power(StrictMath.log1p(value), lambda) : -power(StrictMath.log1p(-value), 2 - lambda);
    }

    /**
     * {@code ((1 + value)^lambda - 1) / lambda} for a value that is not negative.
     *
     * @param log {@code ln(1 + value)}
     */
    static double power(double log, double lambda) {
        return lambda == 0 ? log : StrictMath.expm1(lambda * log) / lambda;
    }

    private static double unpower(double mapped, double lambda) {
        return StrictMath.expm1(lambda == 0 ? mapped : StrictMath.log1p(lambda * mapped) / lambda);
    }

    private static double slope(double value, double lambda) {
        return StrictMath.exp((value >= 0 ? lambda - 1 : 1 - lambda) * StrictMath.log1p(Math.abs(value)));
    }

    @Override
    public Kind kind() {
        return Kind.YEO_JOHNSON;
    }
}
