package dev.halfstep.calibrate;

import dev.halfstep.problem.Problem;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How the range that codes have to span is made from the values that a tensor takes on representative rows.
 *
 * <p>
 * A wide range has coarse steps, a narrow one clips. The methods differ in how much they clip. None goes beyond the smallest and
 * the largest value seen. A range that does not hold 0 is meant together with 0, which has a code of its own whatever the
 * method: for a tensor whose values have one sign, such as the output of a relu, only the end away from 0 is looked for.
 */
public enum RangeMethod {
    /** From the smallest to the largest value: nothing clips, and one outlier sets the steps of all. */
    MIN_MAX,

    /**
     * The mean of the smallest and that of the largest values of blocks of {@value MovingAverage#ROWS} rows, where each block
     * counts {@value MovingAverage#DECAY} times as much as the one after it. The weights add up to 1, so that the first block
     * is one like the others: {@code sum(d^(n-i) e(i)) / sum(d^(n-i))} for the ends {@code e(1)} to {@code e(n)}. A last block
     * with fewer rows counts for as many rows as it has. Blocks are counted from the first row on, however the rows arrive.
     *
     * <p>
     * Depends on the order of rows. Source: the moving averages of Jacob et al., "Quantization and Training of Neural Networks
     * for Efficient Integer-Arithmetic-Only Inference" (2018), section 3.1, with the constant of PyTorch's
     * {@code MovingAverageMinMaxObserver}; the weights' sum as in Adam (Kingma and Ba, 2015), section 3.
     */
    MOVING_AVERAGE,

    /**
     * From the largest value that at least {@link RangeOptions#percentile()} percent of the values reach, to the smallest that
     * as many do not exceed; each rounded outwards to an edge of the histogram. Values that are 0 count as any other.
     *
     * <p>
     * Source: McKinstry et al., "Discovering Low-Precision Networks Close to Full-Precision Networks for Efficient Embedded
     * Inference" (2018), which takes the percentile of magnitudes; here each end has its own.
     */
    PERCENTILE,

    /**
     * The ends with the smallest mean squared error between values and what their {@link RangeOptions#codes()} codes stand for,
     * clipping and rounding together: {@code sum((x - s(clamp(round(x/s) + z, 0, codes - 1) - z))^2)}. Values are taken as
     * spread evenly within a bin of the histogram, those that are exactly 0 as free of error.
     *
     * <p>
     * Source: the clipping of Choukroun et al., "Low-bit Quantization of Neural Networks for Efficient Inference" (OMSE, 2019),
     * and of Banner et al., "Post training 4-bit quantization of convolutional networks for rapid-deployment" (ACIQ, 2019),
     * with the histogram itself in the place of an assumed distribution and both ends looked for together.
     */
    MSE,

    /**
     * The ends that lose the least information: the smallest Kullback-Leibler divergence {@code sum(P log(P / Q))} between the
     * histogram {@code P}, to whose outermost bins within the ends all that lies beyond is added, and {@code Q}, in which the
     * values within the ends are spread evenly over those bins that share one of the {@link RangeOptions#codes()} codes. Empty
     * bins take no part. Values that are exactly 0 are left out, since their code loses nothing. Ends are at least as many bins
     * apart as there are codes.
     *
     * <p>
     * Made for the smooth distributions of hidden tensors. Values that pile up in a few places, as the columns of a table do,
     * hide there what is clipped.
     *
     * <p>
     * Source: Migacz, "8-bit Inference with TensorRT" (GTC 2017), which clips magnitudes, with up to 2048 bins as here; here each
     * end is looked for on its own.
     */
    ENTROPY;

    /** The name of the method on the command line and in files: {@code min-max}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The method of a name.
     *
     * @throws Problem if there is none
     */
    public static RangeMethod of(String label) {
        return Arrays.stream(values()).filter(m -> m.label().equals(label)).findFirst()
                .orElseThrow(() -> Problem.option("there is no range method '" + label + "'").remedy("Choose one of "
                        + Arrays.stream(values()).map(RangeMethod::label).collect(Collectors.joining(", ")) + "."));
    }
}
