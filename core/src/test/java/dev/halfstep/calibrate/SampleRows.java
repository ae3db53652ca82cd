package dev.halfstep.calibrate;

import java.util.Random;

/** Values of one tensor, and what is known of them without the code under test. */
final class SampleRows {

    private SampleRows() {}

    static Range range(float... values) {
        float min = values[0];
        float max = values[0];
        for (float value : values) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        return new Range(min, max);
    }

    static Histogram histogram(float... values) {
        var histogram = new Histogram();
        histogram.add(values, range(values));
        return histogram;
    }

    /** What is seen of a tensor with one value in each row. */
    static Observation observation(float... values) {
        var observation = new Observation();
        observation.add(values, values.length, range(values));
        return observation;
    }

    static Range find(RangeMethod method, float... values) {
        return observation(values).range(method, RangeOptions.defaults());
    }

    static float[] normal(long seed, int count) {
        var random = new Random(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    static float[] relu(float... values) {
        float[] positive = values.clone();
        for (int i = 0; i < values.length; i++) {
            positive[i] = Math.max(values[i], 0);
        }
        return positive;
    }

    /** Laplace-distributed values: the largest are far out. */
    static float[] heavyTailed(long seed, int count) {
        var random = new Random(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            double magnitude = -Math.log(1 - random.nextDouble());
            values[i] = (float) (random.nextBoolean() ? magnitude : -magnitude);
        }
        return values;
    }

    /** Normally distributed values, the first few of them replaced. */
    static float[] withOutliers(long seed, int count, float... outliers) {
        float[] values = normal(seed, count);
        System.arraycopy(outliers, 0, values, 0, outliers.length);
        return values;
    }

    /** The mean squared error of the values themselves, coded as a range says. */
    static double squaredError(float[] values, double min, double max, int codes) {
        double low = Math.min(min, 0);
        double step = (Math.max(max, 0) - low) / (codes - 1);
        double zeroPoint = Math.round(-low / step);
        double sum = 0;
        for (float value : values) {
            double code = Math.clamp(Math.round(value / step) + zeroPoint, 0, codes - 1);
            double error = value - (code - zeroPoint) * step;
            sum += error * error;
        }
        return sum / values.length;
    }
}
