package dev.halfstep.calibrate;

import dev.halfstep.tensor.Quantization;

/**
 * The squared error of coding the values of a histogram, as if they were spread evenly within each bin; see
 * {@link RangeMethod#MSE}.
 *
 * <p>
 * With {@code M(n, x)} the sum of the {@code n}-th powers of all values below {@code x}, the values between {@code a} and
 * {@code b} that get a code which stands for {@code r} cost {@code M(2) - 2 r M(1) + r^2 M(0)}, each taken from {@code a} to
 * {@code b}. One try takes as many steps as there are codes, whatever the number of bins. All is counted in widths of a bin, so
 * that the running totals are whole numbers or halves, and exact up to 4e7 values at least.
 */
final class SquaredError implements ClipSearch.Cost {

    private final Histogram histogram;
    private final int codes;
    /** Sums over all bins before the one at this place; squares three times, which makes them whole. */
    private final double[] counts;
    private final double[] sums;
    private final double[] thriceSquares;

    SquaredError(Histogram histogram, int codes) {
        this.histogram = histogram;
        this.codes = codes;
        int bins = histogram.last() - histogram.first() + 1;
        counts = new double[bins + 1];
        sums = new double[bins + 1];
        thriceSquares = new double[bins + 1];
        for (int i = 0; i < bins; i++) {
            double edge = histogram.first() + i;
            double count = histogram.count(histogram.first() + i);
            counts[i + 1] = counts[i] + count;
            sums[i + 1] = sums[i] + count * (edge + 0.5);
            thriceSquares[i + 1] = thriceSquares[i] + count * (3 * edge * edge + 3 * edge + 1);
        }
    }

    @Override
    public double of(double low, double high) {
        double step = (high - low) / (codes - 1);
        long zeroPoint = Quantization.roundHalfAway(-low / step);
        double error = 0;
        double countBefore = 0;
        double sumBefore = 0;
        double squareBefore = 0;
        for (int code = 0; code < codes; code++) {
            double real = (code - zeroPoint) * step;
            // The last code takes all that is left.
            double end = code == codes - 1 ? histogram.last() + 1 : clamp(real + step / 2);
            int bin = Math.min((int) Math.floor(end), histogram.last());
            int i = bin - histogram.first();
            double part = histogram.count(bin) * (end - bin);
            double count = counts[i] + part;
            double sum = sums[i] + part * (end + bin) / 2;
            double square = thriceSquares[i] / 3 + part * (end * end + end * bin + (double) bin * bin) / 3;
            error += square - squareBefore - 2 * real * (sum - sumBefore) + real * real * (count - countBefore);
            countBefore = count;
            sumBefore = sum;
            squareBefore = square;
        }
        return error;
    }

    private double clamp(double end) {
        return Math.clamp(end, histogram.first(), histogram.last() + 1.0);
    }
}
