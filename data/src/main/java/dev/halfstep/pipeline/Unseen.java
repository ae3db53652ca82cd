package dev.halfstep.pipeline;

/** What to do with a category that did not occur when the pipeline was fitted. */
public enum Unseen {
    /** It is a problem. */
    ERROR,
    /** It is no category: all its indicators are 0, and where a text stands for a number, the mean is taken. */
    ZERO
}
