package dev.halfstep.certify.bound;

import java.util.Arrays;

/** Linear functions of symbols that bound an output from above and from below. */
public final class OutputForm {

    public final double[] upper;
    public final double[] lower;
    private double upperConstant;
    private double lowerConstant;

    /** A form of all symbols that there may be. */
    public OutputForm(Symbols symbols) {
        upper = new double[symbols.min.length];
        lower = new double[upper.length];
    }

    public void clear(int symbols, double constant) {
        Arrays.fill(upper, 0, symbols, 0);
        Arrays.fill(lower, 0, symbols, 0);
        upperConstant = constant;
        lowerConstant = constant;
    }

    public double least(Symbols symbols) {
        symbols.range(lower, 0);
        return symbols.least + lowerConstant;
    }

    public double most(Symbols symbols) {
        symbols.range(upper, 0);
        return symbols.most + upperConstant;
    }

    /**
     * Adds a unit whose value lies between two lines of a form.
     *
     * @param form the coefficients of what the unit reads
     * @param from where they begin
     * @param count how many there are
     * @param constant of the form
     * @param lines what the unit makes of it
     * @param weight by which it is added
     * @param least what it may be besides, at least
     * @param most what it may be besides, at most
     */
    public void add(double[] form, int from, int count, double constant, Relaxation lines, double weight, double least,
            double most) {
        double above = weight * (weight >= 0 ? lines.upperSlope : lines.lowerSlope);
        double below = weight * (weight >= 0 ? lines.lowerSlope : lines.upperSlope);
        for (int i = 0; i < count; i++) {
            double c = form[from + i];
            upper[i] += above * c;
            lower[i] += below * c;
        }
        upperConstant += above * constant
                + weight * (weight >= 0 ? lines.upperOffset + most : lines.lowerOffset + least);
        lowerConstant += below * constant
                + weight * (weight >= 0 ? lines.lowerOffset + least : lines.upperOffset + most);
    }

    /** Adds a form times a number. */
    public void add(double[] form, int from, int count, double constant, double by) {
        for (int i = 0; i < count; i++) {
            upper[i] += by * form[from + i];
            lower[i] += by * form[from + i];
        }
        upperConstant += by * constant;
        lowerConstant += by * constant;
    }

    /** Adds one weight times a symbol. */
    public void add(int symbol, double weight) {
        upper[symbol] += weight;
        lower[symbol] += weight;
    }
}
