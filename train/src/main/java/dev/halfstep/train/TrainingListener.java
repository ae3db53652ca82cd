package dev.halfstep.train;

/** Is told how training goes. Called on the training thread; an exception thrown here ends the training. */
@FunctionalInterface
public interface TrainingListener {

    /**
     * Called once after each epoch.
     *
     * @param loss
     *            of the epoch that just ended
     * @param epochs
     *            how many epochs were asked for; early stopping may run fewer
     */
    void epochDone(EpochLoss loss, int epochs);

    /** A listener that does nothing. */
    static TrainingListener none() {
        return (loss, epochs) -> {};
    }
}
