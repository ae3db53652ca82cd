package dev.halfstep.evaluate;

/** What a model scores on rows that come in blocks: add them in the order of the rows. */
public final class Tally {

    private final Sums inUnits;
    private final Sums standardised;
    private long rows;
    private long clippedInputs;
    private long clippedOutputs;

    /** @param means over all the rows */
    public Tally(LabelMeans means) {
        inUnits = new Sums(means.inUnits());
        standardised = new Sums(means.standardised());
    }

    /** Adds the next rows. */
    public void add(Meter.Measurement block) {
        rows += block.rows();
        clippedInputs += block.clippedInputs();
        clippedOutputs += block.clippedOutputs();
        inUnits.add(block.inUnits());
        standardised.add(block.standardised());
    }

    /** The scores so far; at least one row was added. */
    public Evaluation evaluation() {
        return new Evaluation(rows, inUnits.all(), standardised.all(), inUnits.byTarget(), clippedInputs,
                clippedOutputs);
    }
}
