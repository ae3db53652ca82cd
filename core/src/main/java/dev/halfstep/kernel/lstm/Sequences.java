package dev.halfstep.kernel.lstm;

/**
 * How rows of a recurrent layer lie in memory: {@code [samples][steps]} of them, or {@code [steps][samples]}.
 *
 * @param samples of a batch
 * @param steps in time
 * @param timeMajor whether the first axis is that of time
 */
public record Sequences(int samples, int steps, boolean timeMajor) {

    /** The index of the row of one sample at one time. */
    int row(int sample, int step) {
        return timeMajor ? step * samples + sample : sample * steps + step;
    }
}
