package dev.halfstep.certify.bound;

import dev.halfstep.certify.domain.OutputUnit;

import java.util.Arrays;

/** Deviations of an output in its unit. */
public final class Measure {

    /** Into so many parts the range of a value is cut where the unit bends. */
    private static final int PARTS = 16;

    /** More codes than 8 bits have are not gone through one by one. */
    private static final int MOST_VALUES = 256;

    private final OutputUnit unit;
    private final double[] values;
    private final double[] inUnits;
    private final double factor;

    /**
     * @param values all that the integer network can predict, rising; none if they are too many, or means of several
     */
    public Measure(OutputUnit unit, double[] values) {
        this.unit = unit;
        this.values = unit.isLinear() || values.length > MOST_VALUES ? new double[0] : values;
        inUnits = Arrays.stream(this.values).map(unit::inUnits).toArray();
        factor = unit.isLinear() ? unit.inUnits(1) - unit.inUnits(0) : Double.NaN;
    }

    /** A deviation between two values, where both are known. */
    public double between(double value, double reference) {
        return unit.isLinear() ? factor * (value - reference) : unit.inUnits(value) - unit.inUnits(reference);
    }

    /** What one unit of the network's values is, where that is the same everywhere; else not a number. */
    public double factor() {
        return factor;
    }

    /**
     * The largest magnitude of a deviation.
     *
     * @param least of value less reference
     * @param most of value less reference
     * @param low the least that the reference can be
     * @param high the most that it can be
     */
    public double largest(double least, double most, double low, double high) {
        if (unit.isLinear()) {
            return factor * Math.max(0, Math.max(most, -least));
        }
        return values.length == 0 ? ofParts(least, most, low, high) : ofValues(least, most, low, high);
    }

    private double ofValues(double least, double most, double low, double high) {
        double largest = 0;
        for (int v = 0; v < values.length; v++) {
            if (values[v] >= low + least && values[v] <= high + most) {
                double below = Math.clamp(values[v] - most, low, high);
                double above = Math.clamp(values[v] - least, low, high);
                largest = Math.max(largest,
                        Math.max(inUnits[v] - unit.inUnits(below), unit.inUnits(above) - inUnits[v]));
            }
        }
        return largest;
    }

    private double ofParts(double least, double most, double low, double high) {
        double largest = 0;
        double begin = low;
        for (int p = 1; p <= PARTS; p++) {
            double end = p == PARTS ? high : low + (high - low) * p / PARTS;
            // The unit rises with the value: within a part it lies between its ends.
            largest = Math.max(largest, unit.inUnits(end + Math.max(0, most)) - unit.inUnits(begin));
            largest = Math.max(largest, unit.inUnits(end) - unit.inUnits(begin + Math.min(0, least)));
            begin = end;
        }
        return largest;
    }
}
