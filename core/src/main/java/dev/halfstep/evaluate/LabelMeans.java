package dev.halfstep.evaluate;

import dev.halfstep.gather.ExactSum;
import dev.halfstep.gather.GatheredReader;
import dev.halfstep.gather.GatheredWriter;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The means of labels, by target: what a model is compared with that knows nothing else. They have to be known before a {@link Tally}
 * begins. Taken over blocks of rows in any order; parts may be gathered apart and {@linkplain #merge merged} in any order, and sent and
 * kept as {@linkplain #toBytes() bytes}: the means are the same to the last bit.
 */
public final class LabelMeans {

    private static final char KIND = 'M';
    private static final int VERSION = 1;
    /** Two sums, each of two bytes at least. */
    private static final int LEAST_BYTES = 4;

    /** One for each target, as soon as there are rows. */
    private final List<ExactSum> sumsInUnits = new ArrayList<>();
    private final List<ExactSum> sums = new ArrayList<>();
    private long rows;

    /** The means over no rows yet. */
    public LabelMeans() {}

    /** The means over rows that are all there is. */
    static LabelMeans of(Labelled all) {
        var means = new LabelMeans();
        means.add(all);
        return means;
    }

    /**
     * Adds rows.
     *
     * @throws Problem if they have another number of targets than those before
     */
    public void add(Labelled block) {
        int width = block.width();
        require(width);
        Tensor labels = block.labels();
        for (int i = 0; i < labels.values().length; i++) {
            sumsInUnits.get(i % width).add(block.labelsInUnits()[i]);
            sums.get(i % width).add(labels.values()[i]);
        }
        rows += block.rows();
    }

    /**
     * Adds the rows of other means, which stay as they are.
     *
     * @throws Problem if they have another number of targets
     */
    public void merge(LabelMeans other) {
        if (other.rows > 0) {
            int width = other.sums.size();
            require(width);
            for (int t = 0; t < width; t++) {
                sumsInUnits.get(t).add(other.sumsInUnits.get(t));
                sums.get(t).add(other.sums.get(t));
            }
            rows += other.rows;
        }
    }

    private void require(int width) {
        if (rows > 0 && width != sums.size()) {
            throw Problem.of("labels of " + sums.size() + " and of " + width + " targets do not add up");
        }
        for (int t = sums.size(); t < width; t++) {
            sumsInUnits.add(new ExactSum());
            sums.add(new ExactSum());
        }
    }

    /** How many rows were added. */
    public long rows() {
        return rows;
    }

    double[] inUnits() {
        return means(sumsInUnits);
    }

    double[] standardised() {
        return means(sums);
    }

    private double[] means(List<ExactSum> totals) {
        return totals.stream().mapToDouble(total -> total.value() / rows).toArray();
    }

    /** These means as bytes, the same ones for the same rows, however they were gathered. */
    public byte[] toBytes() {
        var to = new GatheredWriter(KIND, VERSION);
        to.count(rows);
        to.count(sums.size());
        sumsInUnits.forEach(sum -> sum.write(to));
        sums.forEach(sum -> sum.write(to));
        return to.finished();
    }

    /**
     * The means that were written as bytes.
     *
     * @throws Problem if they are damaged, of something else, or of another version
     */
    public static LabelMeans fromBytes(byte[] bytes) {
        return GatheredReader.read(bytes, "means of labels", KIND, VERSION, LabelMeans::read);
    }

    private static LabelMeans read(GatheredReader from) {
        var means = new LabelMeans();
        means.rows = from.count();
        int width = from.size(LEAST_BYTES);
        from.require((width > 0) == (means.rows > 0), "there are rows without targets, or targets without rows");
        for (int t = 0; t < width; t++) {
            means.sumsInUnits.add(ExactSum.read(from));
        }
        for (int t = 0; t < width; t++) {
            means.sums.add(ExactSum.read(from));
        }
        return means;
    }
}
