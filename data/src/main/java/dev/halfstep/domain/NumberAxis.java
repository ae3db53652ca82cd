package dev.halfstep.domain;

import dev.halfstep.certify.domain.InputDomain;
import dev.halfstep.json.JsonWriter;
import dev.halfstep.pipeline.NumberSet;
import dev.halfstep.pipeline.NumberSetJson;
import dev.halfstep.pipeline.Scaling;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * Numbers of one feature.
 *
 * @param scaling how the network takes them
 */
record NumberAxis(int feature, Scaling scaling, NumberSet numbers) implements Axis {

    /** So many whole numbers are gone through one by one; more are as good as all numbers between them. */
    private static final int MOST = 4096;

    /** @throws Problem if the network cannot take the numbers */
    NumberAxis {
        if (!Float.isFinite(scaling.standardise(numbers.min()))
                || !Float.isFinite(scaling.standardise(numbers.max()))) {
            throw Problem.option("column " + Quoted.of(scaling.name()) + " from " + numbers.min() + " to "
                    + numbers.max() + " is too far for float32, in which the model computes");
        }
    }

    @Override
    public String name() {
        return scaling.name();
    }

    @Override
    public InputDomain.Part part() {
        if (!isCounted()) {
            return new InputDomain.Interval(feature, scaling.standardise(numbers.min()),
                    scaling.standardise(numbers.max()));
        }
        // Numbers close together may be one for the network; 0.0 in place of -0.0.
        double[][] rows = values().map(value -> scaling.standardise(value) + 0.0).distinct()
                .mapToObj(value -> new double[] {value}).toArray(double[][]::new);
        return new InputDomain.Choices(new int[] {feature}, rows);
    }

    private boolean isCounted() {
        return switch (numbers) {
            case NumberSet.Interval interval -> false;
            case NumberSet.Whole whole -> whole.count() <= MOST;
            case NumberSet.Listed listed -> true;
        };
    }

    private DoubleStream values() {
        return switch (numbers) {
            case NumberSet.Interval interval ->
                throw new IllegalStateException("an interval's numbers cannot be counted");
            case NumberSet.Whole whole -> LongStream.rangeClosed(whole.first(), whole.last()).asDoubleStream();
            case NumberSet.Listed listed -> listed.values().stream().mapToDouble(value -> value);
        };
    }

    @Override
    public RawValue raw(float[] input) {
        float wanted = input[feature];
        double value = isCounted() ? values().filter(each -> scaling.standardise(each) == wanted).findFirst()
                .orElse(Double.NaN) : new RawNumber(scaling, numbers.min(), numbers.max()).of(wanted);
        boolean exact = scaling.standardise(value) == wanted;
        return new RawValue(name(), text(Double.isNaN(value) ? scaling.inUnits(wanted) : value), true, exact);
    }

    @Override
    public Axis within(InputDomain.Part part) {
        return switch (part) {
            case InputDomain.Interval interval -> {
                var raw = new RawNumber(scaling, numbers.min(), numbers.max());
                double min = raw.of((float) interval.min());
                double max = raw.of((float) interval.max());
                yield new NumberAxis(feature, scaling, new NumberSet.Interval(Math.min(min, max), Math.max(min, max)));
            }
            case InputDomain.Choices choices -> {
                List<Double> kept = values().boxed().filter(value -> Arrays.stream(choices.rows())
                        .anyMatch(row -> row[0] == scaling.standardise(value))).toList();
                boolean areAll = numbers instanceof NumberSet.Whole
                        && kept.getLast() - kept.getFirst() == kept.size() - 1;
                yield new NumberAxis(feature, scaling, areAll
                        ? new NumberSet.Whole(kept.getFirst().longValue(), kept.getLast().longValue())
                        : new NumberSet.Listed(kept));
            }
        };
    }

    @Override
    public void write(JsonWriter to) {
        NumberSetJson.write(to, numbers);
    }

    @Override
    public String text() {
        return switch (numbers) {
            case NumberSet.Interval interval -> text(interval.min()) + " to " + text(interval.max());
            case NumberSet.Whole whole when whole.count() == 1 -> text(whole.min());
            case NumberSet.Whole whole when whole.count() == 2 -> whole.first() + " or " + whole.last();
            case NumberSet.Whole whole -> "whole numbers from " + whole.first() + " to " + whole.last();
            case NumberSet.Listed listed when listed.values().size() == 1 -> text(listed.min());
            case NumberSet.Listed listed -> "one of " + listed(listed.values());
        };
    }

    private static String listed(List<Double> values) {
        int shown = 8;
        String few = values.stream().limit(shown).map(NumberAxis::text).collect(Collectors.joining(", "));
        return values.size() <= shown ? few
                : few + " and " + (values.size() - shown) + " more up to " + text(values.getLast());
    }

    /** The shortest text of a number, without a fraction where it is whole. */
    private static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < NumberSet.ALL_WHOLE ? Long.toString((long) value)
                : Double.toString(value);
    }
}
