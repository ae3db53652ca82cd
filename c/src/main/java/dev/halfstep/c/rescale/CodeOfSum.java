package dev.halfstep.c.rescale;

/** The code that the reference gives for a sum; must not fall where sums rise. */
@FunctionalInterface
public interface CodeOfSum {

    int code(long sum);
}
