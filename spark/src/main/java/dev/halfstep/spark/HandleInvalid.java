package dev.halfstep.spark;

import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import java.util.Locale;

/** What becomes of a row that cannot be scored. */
enum HandleInvalid {
    /** It ends the job. */
    ERROR,
    /** It is left out. */
    SKIP,
    /** It has no prediction. */
    KEEP;

    /** @throws Problem if there is none of this name */
    static HandleInvalid of(String name) {
        for (HandleInvalid policy : values()) {
            if (policy.label().equals(name)) {
                return policy;
            }
        }
        throw Problem.option(Quoted.of(name) + " says nothing of invalid rows").remedy("Choose error, skip or keep.");
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
