package dev.halfstep.kernel.array;

/** A node made ready to run: its kernel with prepared parameters, bound to the arrays of one run. Allocates nothing. */
@FunctionalInterface
public interface Step {

    void run();
}
