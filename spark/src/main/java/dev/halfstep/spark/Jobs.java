package dev.halfstep.spark;

import dev.halfstep.problem.Problem;
import java.util.function.Supplier;

/** Work that Spark does elsewhere. */
final class Jobs {

    /** As of all of Spark: one level between partitions and driver, of as many as the root of the partitions' number. */
    static final int DEPTH = 2;

    private Jobs() {}

    /**
     * Runs a job.
     *
     * @throws Problem if that ended a task
     */
    static <T> T run(Supplier<T> job) {
        try {
            return job.get();
        } catch (Exception failure) {
            // Spark throws what Java would have declared.
            Throwable cause = failure;
            while (cause != null && !(cause instanceof Problem)) {
                cause = cause.getCause();
            }
            if (cause instanceof Problem problem) {
                throw problem;
            }
            throw failure;
        }
    }
}
