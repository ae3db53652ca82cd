package dev.halfstep.certify.bound;

import java.util.Arrays;

/**
 * What all units of a network come to within a box, as forms of its symbols. The form of a unit is that of the sum that it makes its
 * value of; lines, and what rounding and the like add, say what becomes of it.
 */
abstract class UnitForms {

    final Symbols symbols;
    /** How many units come first that are no layer's. */
    final int inputs;
    final int stride;
    /** {@code [units behind the inputs][symbols]}, and their constants. */
    final double[] forms;
    final double[] constants;
    /** How many symbols a form has. */
    private final int[] counts;
    final Relaxation[] lines;
    final double[] restLeast;
    final double[] restMost;
    /** The symbol of what is not known of a unit; none where it has not been added. */
    private final int[] added;
    /** Where sums of several are compared. */
    private final double[] scratch;

    UnitForms(Symbols symbols, int inputs, int units) {
        this.symbols = symbols;
        this.inputs = inputs;
        stride = symbols.min.length;
        int own = units - inputs;
        forms = new double[own * stride];
        constants = new double[own];
        counts = new int[own];
        lines = Relaxation.several(own);
        restLeast = new double[own];
        restMost = new double[own];
        added = new int[own];
        scratch = new double[stride];
    }

    /** Adds an input to a form; what it adds to its constant. */
    abstract double addInput(double[] form, int at, int input, double weight);

    /** Begins the form of a unit. */
    final int begin(int unit) {
        int own = unit - inputs;
        counts[own] = symbols.count;
        Arrays.fill(forms, own * stride, own * stride + symbols.count, 0);
        return own * stride;
    }

    /** Adds what a unit gives to a form; what it adds to its constant. */
    final double add(double[] form, int at, int unit, double weight) {
        if (unit < inputs) {
            return addInput(form, at, unit, weight);
        }
        int own = unit - inputs;
        double by = weight * lines[own].slope;
        if (by != 0) {
            int from = own * stride;
            for (int i = 0; i < counts[own]; i++) {
                form[at + i] += by * forms[from + i];
            }
        }
        form[at + added[own]] += weight;
        return by * constants[own];
    }

    /** Gives what is not known exactly of a unit a symbol, so that units behind it can add it up. */
    final void addSymbol(int unit) {
        int own = unit - inputs;
        added[own] = symbols.add(lines[own].least + restLeast[own], lines[own].most + restMost[own]);
    }

    /**
     * Adds a unit to an output.
     *
     * @param isHidden whether it has a symbol, which other units read, too
     */
    final void add(OutputForm to, int unit, double weight, boolean isHidden) {
        int own = unit - inputs;
        if (unit < inputs) {
            Arrays.fill(scratch, 0, symbols.count, 0);
            to.add(scratch, 0, symbols.count, addInput(scratch, 0, unit, weight), 1);
        } else if (isHidden) {
            to.add(forms, own * stride, counts[own], constants[own], weight * lines[own].slope);
            to.add(added[own], weight);
        } else {
            to.add(forms, own * stride, counts[own], constants[own], lines[own], weight, restLeast[own],
                    restMost[own]);
        }
    }

    /** Works out the range of a unit's form: {@link Symbols#least} and {@link Symbols#most}, its constant included. */
    final void range(int unit) {
        int own = unit - inputs;
        symbols.range(forms, own * stride);
        symbols.least += constants[own];
        symbols.most += constants[own];
    }

    /** Works out the range of what one unit gives less what another gives; of none if that is below 0. */
    final void rangeBetween(int unit, int other) {
        Arrays.fill(scratch, 0, symbols.count, 0);
        double constant = add(scratch, 0, unit, 1);
        constant += other < 0 ? 0 : add(scratch, 0, other, -1);
        symbols.range(scratch, 0);
        symbols.least += constant;
        symbols.most += constant;
    }

    /** How much is not known of what a unit passes on to others. */
    final double gap(int unit, boolean isHidden) {
        int own = unit - inputs;
        return isHidden ? lines[own].most - lines[own].least : lines[own].gap;
    }
}
