package dev.halfstep.explain;

import java.util.List;
import java.util.Optional;

/**
 * All that was found about a quantized model.
 *
 * @param budget where its deviation from the float model comes from
 * @param misuse what mistakes would score; empty without labels
 * @param use how well its codes fit the data
 * @param advice what was tried and helped, the most first
 * @param trials how advice was looked for
 */
public record Explanation(Budget budget, Optional<Misuse> misuse, CodeUse use, List<Advice> advice, Trials trials) {

    /**
     * How advice was looked for.
     *
     * @param tried how many ways
     * @param rows how many rows each was measured on
     * @param setAside whether those rows are part of the data that was left out when quantizing; otherwise the model quantized
     *        on other rows altogether
     */
    public record Trials(int tried, int rows, boolean setAside) {

        /** Nothing could be tried. */
        public static final Trials NONE = new Trials(0, 0, false);
    }

    public Explanation {
        advice = List.copyOf(advice);
    }
}
