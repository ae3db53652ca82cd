package dev.halfstep.bench.peer;

/**
 * A model in one runtime, ready to run on the same rows again and again.
 *
 * <p>
 * What is timed is the same for all: the bytes of the rows go to where the runtime takes its input, the model runs, and the
 * result is left where the runtime has it, for its user to read there.
 */
public interface Peer {

    /** Puts the rows in and runs; gives what holds the result. */
    Object run();

    /** A copy of the last result's bytes, in the machine's byte order. */
    byte[] result();
}
