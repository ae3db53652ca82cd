package dev.halfstep.pipeline;

/**
 * The natural logarithm of {@code value - shift}, counted from that of the smallest fitted value:
 * {@code ln((value - shift) / (low - shift))}. Equal steps of it are equal ratios of values. Beyond the fitted values it goes on
 * along its tangents.
 *
 * <p>
 * Counting from the smallest value changes nothing after standardising, and keeps all digits where values are large and close
 * together. StrictMath makes it the same on every machine.
 *
 * @param shift below every fitted value, in the target's unit: 0 where all values are above 0; otherwise as far below the
 *        smallest as the median of the other values is above it, so that counts from 0 with a median of 1 give {@code ln(1 + n)}
 * @param low the smallest fitted value
 * @param high the largest fitted value
 */
public record LogMapping(double shift, double low, double high) implements TargetMapping {

    /** @throws dev.halfstep.problem.Problem if the numbers are out of order or too far apart */
    public LogMapping {
        double ratio = (high - low) / (low - shift);
        if (!(shift < low && low < high && Double.isFinite(ratio) && Double.isFinite(shift))) {
            throw Kind.LOG.impossible(
                    "there is no usable logarithm of values from " + low + " to " + high + " less " + shift);
        }
    }

    static LogMapping fit(double[] sorted) {
        double low = sorted[0];
        double high = sorted[sorted.length - 1];
        return new LogMapping(low > 0 ? 0 : low - usualDistance(sorted), low, high);
    }

    /** The median distance from the smallest value of those that are larger. */
    private static double usualDistance(double[] sorted) {
        int first = 0;
        while (sorted[first] == sorted[0]) {
            first++;
        }
        return sorted[first + (sorted.length - first) / 2] - sorted[0];
    }

    @Override
    public double map(double value) {
        if (value < low) {
            return (value - low) / (low - shift);
        }
        if (value > high) {
            return top() + (value - high) / (high - shift);
        }
        return StrictMath.log1p((value - low) / (low - shift));
    }

    @Override
    public double invert(double mapped) {
        if (mapped < 0) {
            return low + mapped * (low - shift);
        }
        double top = top();
        if (mapped > top) {
            return high + (mapped - top) * (high - shift);
        }
        return low + (low - shift) * StrictMath.expm1(mapped);
    }

    /** What the largest fitted value is mapped to. */
    public double top() {
        return StrictMath.log1p((high - low) / (low - shift));
    }

    @Override
    public Kind kind() {
        return Kind.LOG;
    }
}
