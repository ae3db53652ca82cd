package dev.halfstep.evaluate;

import dev.halfstep.gather.GatheredReader;
import dev.halfstep.gather.GatheredWriter;
import dev.halfstep.problem.Problem;

/**
 * What a model scores on rows that come in blocks, in any order. Parts of the rows may be tallied apart, each beginning with the means
 * over all of them, and {@linkplain #merge merged} in any order: the scores are the same to the last bit. A tally can be sent and kept
 * as {@linkplain #toBytes() bytes}.
 */
public final class Tally {

    private static final char KIND = 'T';
    private static final int VERSION = 1;

    private final Sums inUnits;
    private final Sums standardised;
    private long rows;
    private long clippedInputs;
    private long clippedOutputs;

    /**
     * A tally of no rows yet.
     *
     * @param means over all the rows
     * @throws Problem if they are over none
     */
    public Tally(LabelMeans means) {
        this(new Sums(means.inUnits()), new Sums(means.standardised()));
        if (means.rows() == 0) {
            throw Problem.of("there are no rows to evaluate");
        }
    }

    private Tally(Sums inUnits, Sums standardised) {
        this.inUnits = inUnits;
        this.standardised = standardised;
    }

    /**
     * Adds rows.
     *
     * @throws Problem if they have other targets than the means, or were measured with another model than those before
     */
    public void add(Meter.Measurement block) {
        inUnits.add(block.inUnits());
        standardised.add(block.standardised());
        rows += block.rows();
        clippedInputs += block.clippedInputs();
        clippedOutputs += block.clippedOutputs();
    }

    /**
     * Adds the rows of another tally, which stays as it is.
     *
     * @throws Problem if it is of another model, or began with other means; this tally stays as it is then
     */
    public void merge(Tally other) {
        inUnits.requireAlike(other.inUnits);
        standardised.requireAlike(other.standardised);
        inUnits.add(other.inUnits);
        standardised.add(other.standardised);
        rows += other.rows;
        clippedInputs += other.clippedInputs;
        clippedOutputs += other.clippedOutputs;
    }

    /** How many rows were added. */
    public long rows() {
        return rows;
    }

    /** The scores so far; at least one row was added. */
    public Evaluation evaluation() {
        return new Evaluation(rows, inUnits.all(), standardised.all(), inUnits.byTarget(), clippedInputs,
                clippedOutputs);
    }

    /** This tally as bytes, the same ones for the same rows, however they were gathered. */
    public byte[] toBytes() {
        var to = new GatheredWriter(KIND, VERSION);
        to.count(clippedInputs);
        to.count(clippedOutputs);
        inUnits.write(to);
        standardised.write(to);
        return to.finished();
    }

    /**
     * The tally that was written as bytes.
     *
     * @throws Problem if they are damaged, of something else, or of another version
     */
    public static Tally fromBytes(byte[] bytes) {
        return GatheredReader.read(bytes, "a tally", KIND, VERSION, Tally::read);
    }

    private static Tally read(GatheredReader from) {
        long inputs = from.count();
        long outputs = from.count();
        var tally = new Tally(Sums.read(from), Sums.read(from));
        tally.rows = tally.inUnits.rows();
        tally.clippedInputs = inputs;
        tally.clippedOutputs = outputs;
        from.require(tally.inUnits.width() == tally.standardised.width() && tally.rows == tally.standardised.rows(),
                "sums in units and standardised do not go together");
        from.require(inputs <= tally.rows && outputs <= tally.rows, "more rows clip than there are");
        return tally;
    }
}
