package dev.halfstep.lower;

/** A layer of LSTM cells that goes through sequences, each from a state of 0. */
public sealed interface LoweredLstm extends Lowered permits FloatLstm, Int8Lstm {

    /** How rows of the data lie. */
    Sequences sequences();

    /**
     * How rows lie: {@code [samples][times]} of them, or {@code [times][samples]}.
     *
     * @param timeMajor whether the first axis is that of time
     */
    record Sequences(int samples, int times, boolean timeMajor) {

        /** The index of the row of one sample at one time. */
        public int row(int sample, int time) {
            return timeMajor ? time * samples + sample : sample * times + time;
        }
    }

    /**
     * The extents of a layer.
     *
     * @param inputs elements of a row of the data
     * @param outputs as many as cells, if there is no projection
     */
    record Extents(int inputs, int cells, int outputs) {}
}
