package dev.halfstep.explain.subject;

/**
 * Something that was tried on this model and helped.
 *
 * @param what in words
 * @param command to do it
 * @param before mean absolute deviation from the float model as it is
 * @param after the same when it is done
 * @param maxBefore largest absolute deviation as it is
 * @param maxAfter the same when it is done
 * @param bytes size of the model's file then
 */
public record Advice(String what, String command, Figure before, Figure after, Figure maxBefore, Figure maxAfter,
        long bytes) {

    /**
     * How advice was looked for.
     *
     * @param tried how many ways
     * @param rows how many rows each was measured on; where nothing was tried, how many there were, too few to set some aside
     * @param setAside whether those rows are part of the data that was left out when quantizing; otherwise the model quantized
     *        on other rows altogether
     */
    public record Trials(int tried, int rows, boolean setAside) {

        /** Nothing could be tried. */
        public static final Trials NONE = new Trials(0, 0, false);
    }
}
