package dev.halfstep.report.page;

import dev.halfstep.evaluate.Decoder;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.graph.Domain;
import dev.halfstep.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * One target in all rows, in its own unit.
 *
 * @param actual labels, where there are any
 * @param reference what the float model predicts, where it is at hand
 * @param quantized what the quantized model predicts
 * @param steps how far that lies from the float model's, in steps of the output's codes; empty where there are none, or no float
 *        model
 */
record TargetValues(String name, Optional<double[]> actual, Optional<double[]> reference, double[] quantized,
        Optional<double[]> steps) {

    /** Every target of a subject. */
    static List<TargetValues> of(Subject subject) {
        return IntStream.range(0, subject.targets()).mapToObj(target -> of(subject, target)).toList();
    }

    private static TargetValues of(Subject subject, int target) {
        int width = subject.targets();
        Optional<double[]> actual = subject.labels().map(labels -> IntStream.range(0, subject.rows())
                .mapToDouble(row -> labels.inUnits()[row * width + target]).toArray());
        Tensor quantized = subject.prediction().values();
        OptionalDouble step = outputStep(subject);
        Optional<double[]> steps = subject.floatValues().filter(floats -> step.isPresent())
                .map(floats -> IntStream.range(0, subject.rows()).map(row -> row * width + target)
                        .mapToDouble(i -> ((double) quantized.values()[i] - floats.values()[i]) / step.getAsDouble())
                        .toArray());
        return new TargetValues(subject.units().targets().get(target), actual,
                subject.floatValues().map(floats -> decoded(subject, floats, target)),
                decoded(subject, quantized, target), steps);
    }

    private static double[] decoded(Subject subject, Tensor values, int target) {
        Decoder decoder = subject.units().decoder();
        return IntStream.range(0, subject.rows())
                .mapToDouble(row -> decoder.inUnits(target, values.values()[row * subject.targets() + target]))
                .toArray();
    }

    /** The distance of neighbouring output codes in the unit that the network was trained in, if its output is of codes. */
    static OptionalDouble outputStep(Subject subject) {
        return subject.outputPort().domain().map(Domain::step).stream()
                .mapToDouble(Float::doubleValue).findFirst();
    }

    /** How far the quantized model lies from the float model in each row, in units; nothing without a float model. */
    double[] deviations() {
        return reference.map(floats -> IntStream.range(0, quantized.length)
                .mapToDouble(row -> quantized[row] - floats[row]).toArray()).orElse(new double[0]);
    }

    /** The share of rows that lie no more than half a step from the float model, if there are steps. */
    OptionalDouble withinHalfStep() {
        return steps.isEmpty() ? OptionalDouble.empty()
                : Arrays.stream(steps.get()).map(s -> Math.abs(s) <= HALF ? 1 : 0).average();
    }

    /** Half a step and what float32 arithmetic rounds. */
    private static final double HALF = 0.5 + 1e-3;
}
