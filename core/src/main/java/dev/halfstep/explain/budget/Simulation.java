package dev.halfstep.explain.budget;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A quantized model on fixed rows, with every source of error to be switched on or off. With all on it gives what the
 * interpreter gives, code for code; with all off what the float model gives, in double precision.
 *
 * <p>
 * Runs only what depends on a switch that was turned since the run before. Not for use by several threads; {@link #ofRows} gives
 * each its own.
 */
final class Simulation {

    private static final double ELEMENTWISE_WORK = 8;

    private final double[] inputs;
    private final int rows;
    private final List<Source> sources;
    private final List<Placed> steps;
    private final Output output;
    private final List<double[]> tensors = new ArrayList<>();
    private final List<boolean[]> lastSwitches = new ArrayList<>();

    /**
     * A step with its place.
     *
     * @param in which step's result it reads; -1 for the model's input
     */
    record Placed(SimulationStep step, int in) {}

    /**
     * Where the model's output is.
     *
     * @param step which step's result
     * @param scale what one unit of it stands for
     * @param copies how many neighbouring values are averaged
     */
    record Output(int step, double scale, int copies) {}

    /** @param inputs real values {@code [rows][features]} */
    Simulation(double[] inputs, int rows, List<Source> sources, List<Placed> steps, Output output) {
        this.inputs = inputs;
        this.rows = rows;
        this.sources = sources;
        this.steps = steps;
        this.output = output;
    }

    /** Another one on some of the rows, for another thread. */
    Simulation ofRows(int from, int to) {
        int width = inputs.length / rows;
        return new Simulation(Arrays.copyOfRange(inputs, from * width, to * width), to - from, sources, steps,
                output);
    }

    List<Source> sources() {
        return sources;
    }

    int rows() {
        return rows;
    }

    /** The index of the first step that depends on a source; the number of steps if none does. */
    int firstStep(int source) {
        for (int s = 0; s < steps.size(); s++) {
            for (int own : steps.get(s).step.sources()) {
                if (own == source) {
                    return s;
                }
            }
        }
        return steps.size();
    }

    /**
     * Operations for a row when switches are turned in the order of counting.
     *
     * @param firstSteps of each switch the first step that depends on it; none for one run of everything
     */
    double workPerRow(int... firstSteps) {
        double work = 0;
        for (int s = 0; s < steps.size(); s++) {
            Placed placed = steps.get(s);
            double in = placed.in < 0 ? (double) inputs.length / rows : steps.get(placed.in).step.width();
            int step = s;
            // Apart from products, a step takes some operations for each of its values.
            work += (placed.step instanceof SimulationStep.Product ? in : ELEMENTWISE_WORK) * placed.step.width()
                    * Math.scalb(1.0, (int) Arrays.stream(firstSteps).filter(f -> f <= step).count());
        }
        return work;
    }

    /** Whether a source that acts on the model's input changes nothing, since the rows happen to suit the codes. */
    boolean isIdle(int source) {
        int first = firstStep(source);
        if (first == steps.size()) {
            return true;
        }
        Placed placed = steps.get(first);
        if (placed.in >= 0 || placed.step.sources().length > 2) {
            return false;
        }
        for (int other : placed.step.sources()) {
            for (boolean otherOn : new boolean[] {false, true}) {
                var on = new boolean[sources.size()];
                on[other] = otherOn;
                on[source] = false;
                double[] without = result(placed.step, on);
                on[source] = true;
                if (!Arrays.equals(without, result(placed.step, on))) {
                    return false;
                }
            }
        }
        return true;
    }

    private double[] result(SimulationStep step, boolean[] on) {
        var out = new double[rows * step.width()];
        step.run(on, inputs, rows, out);
        return out;
    }

    /**
     * Runs the model.
     *
     * @param on for each source whether it is switched on
     * @return real values {@code [rows][targets]}
     */
    double[] run(boolean[] on) {
        var anew = new boolean[steps.size()];
        for (int s = 0; s < steps.size(); s++) {
            Placed placed = steps.get(s);
            boolean isFirst = tensors.size() <= s;
            if (isFirst) {
                tensors.add(new double[rows * placed.step.width()]);
                lastSwitches.add(new boolean[sources.size()]);
            }
            anew[s] = isFirst || (placed.in >= 0 && anew[placed.in]) || turned(s, on);
            if (anew[s]) {
                placed.step.run(on, placed.in < 0 ? inputs : tensors.get(placed.in), rows, tensors.get(s));
                System.arraycopy(on, 0, lastSwitches.get(s), 0, on.length);
            }
        }
        return output();
    }

    private boolean turned(int s, boolean[] on) {
        for (int source : steps.get(s).step.sources()) {
            if (lastSwitches.get(s)[source] != on[source]) {
                return true;
            }
        }
        return false;
    }

    private double[] output() {
        double[] last = output.step < 0 ? inputs : tensors.get(output.step);
        var values = new double[last.length / output.copies];
        for (int i = 0; i < values.length; i++) {
            double sum = 0;
            for (int c = 0; c < output.copies; c++) {
                sum += last[i * output.copies + c];
            }
            values[i] = sum / output.copies * output.scale;
        }
        return values;
    }
}
