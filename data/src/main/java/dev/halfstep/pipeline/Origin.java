package dev.halfstep.pipeline;

/**
 * Where a pipeline was fitted, so that the same rows can be found again.
 *
 * @param digest of the table; see {@link dev.halfstep.table.Table#digest()}
 * @param split into training and test rows
 */
public record Origin(String digest, Split split) {

    /** That of a pipeline that came with a model from elsewhere: no table is the one that it was fitted on. */
    public static final Origin ELSEWHERE = new Origin("", Split.DEFAULT);
}
