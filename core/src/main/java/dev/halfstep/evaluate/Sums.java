package dev.halfstep.evaluate;

import dev.halfstep.gather.GatheredReader;
import dev.halfstep.gather.GatheredWriter;
import dev.halfstep.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Sums over rows in one unit: the same, to the last bit, in whatever blocks, parts and order the rows come. */
final class Sums {

    /** Five sums of two bytes at least, and a number. */
    private static final int LEAST_BYTES = 18;

    private final double[] means;
    private final TargetSums[] targets;
    private long rows;
    /** What the measurements are of; known from the first on. */
    private boolean hasRawCodes;
    private boolean hasDifferences;
    private Optional<double[]> steps = Optional.empty();

    /** @param means of the labels, by target */
    Sums(double[] means) {
        this(means, Arrays.stream(means).mapToObj(mean -> new TargetSums()).toArray(TargetSums[]::new));
    }

    private Sums(double[] means, TargetSums[] targets) {
        this.means = means;
        this.targets = targets;
    }

    /** @throws Problem if the block has other targets, or was measured otherwise than those before */
    void add(Measured block) {
        if (block.width() != means.length) {
            throw Problem.of(block.width() + " targets do not go with means of " + means.length);
        }
        requireAlike(block.rawCodes().isPresent(), block.floats().isPresent(), block.steps());
        take(block.rawCodes().isPresent(), block.floats().isPresent(), block.steps());
        rows += block.actual().length / block.width();
        for (int t = 0; t < targets.length; t++) {
            targets[t].add(block, t, means[t]);
        }
    }

    /** @throws Problem if the other sums are of other labels, or what they add up was measured otherwise */
    void requireAlike(Sums other) {
        if (!Arrays.equals(means, other.means)) {
            throw Problem.of("tallies that stand on different means of labels do not add up")
                    .remedy("Take the means over all rows first, and begin each tally with them.");
        }
        if (other.rows > 0) {
            requireAlike(other.hasRawCodes, other.hasDifferences, other.steps);
        }
    }

    /** Adds sums that are {@linkplain #requireAlike alike}. */
    void add(Sums other) {
        if (other.rows > 0) {
            take(other.hasRawCodes, other.hasDifferences, other.steps);
            rows += other.rows;
            for (int t = 0; t < targets.length; t++) {
                targets[t].add(other.targets[t]);
            }
        }
    }

    private void requireAlike(boolean rawCodes, boolean differences, Optional<double[]> otherSteps) {
        if (rows > 0 && (rawCodes != hasRawCodes || differences != hasDifferences
                || !Arrays.equals(steps.orElse(null), otherSteps.orElse(null)))) {
            throw Problem.of("measurements of different models, or with and without a float model, do not add up")
                    .remedy("Keep a tally for each model, and compare all its rows with the float model or none.");
        }
    }

    private void take(boolean rawCodes, boolean differences, Optional<double[]> otherSteps) {
        hasRawCodes = rawCodes;
        hasDifferences = differences;
        steps = otherSteps;
    }

    long rows() {
        return rows;
    }

    int width() {
        return means.length;
    }

    /** Over all targets. */
    Scores all() {
        return scores(0, targets.length);
    }

    /** Over each target. */
    List<Scores> byTarget() {
        return IntStream.range(0, targets.length).mapToObj(t -> scores(t, t + 1)).toList();
    }

    private Scores scores(int from, int to) {
        var sums = new TargetSums();
        double determination = 0;
        for (int t = from; t < to; t++) {
            sums.add(targets[t]);
            determination += targets[t].determination();
        }
        int width = to - from;
        return new Scores(mean(sums.absolute(), width), Math.sqrt(mean(sums.square(), width)), determination / width,
                hasRawCodes ? OptionalDouble.of(mean(sums.raw(), width)) : OptionalDouble.empty(),
                hasDifferences ? OptionalDouble.of(mean(sums.difference(), width)) : OptionalDouble.empty(),
                hasDifferences ? OptionalDouble.of(sums.largestDifference()) : OptionalDouble.empty(),
                steps.map(step -> Arrays.stream(step, from, to).average()).orElseGet(OptionalDouble::empty));
    }

    private double mean(double sum, int width) {
        return sum / rows / width;
    }

    void write(GatheredWriter to) {
        to.count(means.length);
        Arrays.stream(means).forEach(to::number);
        to.count(rows);
        to.flag(hasRawCodes);
        to.flag(hasDifferences);
        to.flag(steps.isPresent());
        steps.ifPresent(step -> Arrays.stream(step).forEach(to::number));
        for (TargetSums target : targets) {
            target.write(to);
        }
    }

    static Sums read(GatheredReader from) {
        int width = from.size(LEAST_BYTES);
        from.require(width > 0, "there are no targets");
        double[] means = numbers(from, width);
        long rows = from.count();
        boolean rawCodes = from.flag();
        boolean differences = from.flag();
        Optional<double[]> steps = from.flag() ? Optional.of(numbers(from, width)) : Optional.empty();
        var targets = new TargetSums[width];
        for (int t = 0; t < width; t++) {
            targets[t] = TargetSums.read(from);
        }
        var sums = new Sums(means, targets);
        sums.take(rawCodes, differences, steps);
        sums.rows = rows;
        return sums;
    }

    private static double[] numbers(GatheredReader from, int count) {
        var numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = from.number();
        }
        return numbers;
    }
}
