package dev.halfstep.explain;

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
        long bytes) {}
