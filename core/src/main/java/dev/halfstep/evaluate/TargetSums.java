package dev.halfstep.evaluate;

import dev.halfstep.gather.ExactSum;
import dev.halfstep.gather.GatheredReader;
import dev.halfstep.gather.GatheredWriter;

/** What the scores of one target, or of several together, are made of: sums over values of rows, in any order. */
final class TargetSums {

    /** Of the absolute and squared errors against the labels. */
    private final ExactSum absolute;
    private final ExactSum square;
    /** Of the squared distances of the labels from their mean. */
    private final ExactSum spread;
    /** Of the absolute errors of raw codes, and the deviations from the float model; nothing where there are none. */
    private final ExactSum raw;
    private final ExactSum difference;
    private double largestDifference;

    TargetSums() {
        this(new ExactSum(), new ExactSum(), new ExactSum(), new ExactSum(), new ExactSum(), 0);
    }

    private TargetSums(ExactSum absolute, ExactSum square, ExactSum spread, ExactSum raw, ExactSum difference,
            double largestDifference) {
        this.absolute = absolute;
        this.square = square;
        this.spread = spread;
        this.raw = raw;
        this.difference = difference;
        this.largestDifference = largestDifference;
    }

    /**
     * Adds the values of one target of a block.
     *
     * @param mean of the labels
     */
    void add(Measured block, int target, double mean) {
        double[] predicted = block.predicted();
        double[] actual = block.actual();
        for (int i = target; i < actual.length; i += block.width()) {
            double error = predicted[i] - actual[i];
            double distance = actual[i] - mean;
            absolute.add(Math.abs(error));
            square.add(error * error);
            spread.add(distance * distance);
        }
        block.rawCodes().ifPresent(codes -> {
            for (int i = target; i < actual.length; i += block.width()) {
                raw.add(Math.abs(codes[i] - actual[i]));
            }
        });
        block.floats().ifPresent(floats -> {
            for (int i = target; i < actual.length; i += block.width()) {
                double distance = Math.abs(predicted[i] - floats[i]);
                difference.add(distance);
                largestDifference = Math.max(largestDifference, distance);
            }
        });
    }

    void add(TargetSums other) {
        absolute.add(other.absolute);
        square.add(other.square);
        spread.add(other.spread);
        raw.add(other.raw);
        difference.add(other.difference);
        largestDifference = Math.max(largestDifference, other.largestDifference);
    }

    double absolute() {
        return absolute.value();
    }

    double square() {
        return square.value();
    }

    double raw() {
        return raw.value();
    }

    double difference() {
        return difference.value();
    }

    double largestDifference() {
        return largestDifference;
    }

    /** {@code 1 - squared error / squared distance of the labels from their mean}; not a number where labels are all alike. */
    double determination() {
        double spreads = spread.value();
        return spreads == 0 ? Double.NaN : 1 - square.value() / spreads;
    }

    void write(GatheredWriter to) {
        absolute.write(to);
        square.write(to);
        spread.write(to);
        raw.write(to);
        difference.write(to);
        to.number(largestDifference);
    }

    static TargetSums read(GatheredReader from) {
        var sums = new TargetSums(ExactSum.read(from), ExactSum.read(from), ExactSum.read(from), ExactSum.read(from),
                ExactSum.read(from), from.number());
        from.require(!(sums.largestDifference < 0), "a distance is negative");
        return sums;
    }
}
