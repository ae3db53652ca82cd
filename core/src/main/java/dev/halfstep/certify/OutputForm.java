package dev.halfstep.certify;

import java.util.Arrays;

/** Linear functions of symbols that bound an output from above and from below. */
final class OutputForm {

    final double[] upper;
    final double[] lower;
    private double upperConstant;
    private double lowerConstant;

    /** @param room for how many symbols */
    OutputForm(int room) {
        upper = new double[room];
        lower = new double[room];
    }

    void clear(int symbols, double constant) {
        Arrays.fill(upper, 0, symbols, 0);
        Arrays.fill(lower, 0, symbols, 0);
        upperConstant = constant;
        lowerConstant = constant;
    }

    double least(Symbols symbols) {
        return symbols.least(lower, 0) + lowerConstant;
    }

    double most(Symbols symbols) {
        return symbols.most(upper, 0) + upperConstant;
    }

    /** Adds a number that is not known better. */
    void addConstant(double least, double most) {
        lowerConstant += least;
        upperConstant += most;
    }

    /** Adds a multiple of a line of a form to the upper bound. */
    void addUpper(double[] form, int from, int count, double constant, double by, double offset) {
        for (int i = 0; by != 0 && i < count; i++) {
            upper[i] += by * form[from + i];
        }
        upperConstant += by * constant + offset;
    }

    /** Adds a multiple of a line of a form to the lower bound. */
    void addLower(double[] form, int from, int count, double constant, double by, double offset) {
        for (int i = 0; by != 0 && i < count; i++) {
            lower[i] += by * form[from + i];
        }
        lowerConstant += by * constant + offset;
    }

    /** Adds one weight times a symbol. */
    void add(int symbol, double weight) {
        upper[symbol] += weight;
        lower[symbol] += weight;
    }
}
