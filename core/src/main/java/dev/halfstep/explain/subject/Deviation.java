package dev.halfstep.explain.subject;

import dev.halfstep.evaluate.Decoder;
import java.util.Arrays;

/** How far predictions are from those of the float model: mean figures over some of the values. */
public final class Deviation {

    private final double[] reference;
    private final double[] referenceInUnits;
    private final int targets;
    private final Decoder decoder;
    private final int first;
    private final int stride;

    private Deviation(double[] reference, double[] referenceInUnits, int targets, Decoder decoder, int first,
            int stride) {
        this.reference = reference;
        this.referenceInUnits = referenceInUnits;
        this.targets = targets;
        this.decoder = decoder;
        this.first = first;
        this.stride = stride;
    }

    /**
     * Over all values.
     *
     * @param reference standardised {@code [rows][targets]}
     */
    public static Deviation from(double[] reference, int targets, Decoder decoder) {
        var inUnits = new double[reference.length];
        Arrays.setAll(inUnits, i -> decoder.inUnits(i % targets, (float) reference[i]));
        return new Deviation(reference, inUnits, targets, decoder, 0, 1);
    }

    /** Over the values of one target. */
    public Deviation of(int target) {
        return new Deviation(reference, referenceInUnits, targets, decoder, target, targets);
    }

    /** Over some of the rows, whose values stand alone. */
    public Deviation ofRows(int from, int to) {
        return new Deviation(Arrays.copyOfRange(reference, from * targets, to * targets),
                Arrays.copyOfRange(referenceInUnits, from * targets, to * targets), targets, decoder, first, stride);
    }

    /** A value in units. */
    public double inUnits(int index, double value) {
        return decoder.inUnits(index % targets, (float) value);
    }

    /** The deviation of one value, with its sign. */
    public Figure at(int index, double[] values) {
        return new Figure(inUnits(index, values[index]) - referenceInUnits[index],
                values[index] - reference[index]);
    }

    /** The mean squared deviation, in the targets' units squared. */
    public Figure meanSquare(double[] values) {
        double units = 0;
        double standardised = 0;
        int count = 0;
        for (int i = first; i < values.length; i += stride) {
            Figure off = at(i, values);
            units += off.inUnits() * off.inUnits();
            standardised += off.standardised() * off.standardised();
            count++;
        }
        return new Figure(units / count, standardised / count);
    }

    /** The mean absolute deviation. */
    public Figure meanAbsolute(double[] values) {
        double units = 0;
        double standardised = 0;
        int count = 0;
        for (int i = first; i < values.length; i += stride) {
            Figure off = at(i, values);
            units += Math.abs(off.inUnits());
            standardised += Math.abs(off.standardised());
            count++;
        }
        return new Figure(units / count, standardised / count);
    }

    /** Index of the value that deviates most, in units. */
    public int largest(double[] values) {
        int largest = first;
        double most = -1;
        for (int i = first; i < values.length; i += stride) {
            double off = Math.abs(at(i, values).inUnits());
            if (off > most) {
                most = off;
                largest = i;
            }
        }
        return largest;
    }
}
