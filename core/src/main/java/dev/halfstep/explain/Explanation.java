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
 */
public record Explanation(Budget budget, Optional<Misuse> misuse, CodeUse use, List<Advice> advice) {

    public Explanation {
        advice = List.copyOf(advice);
    }
}
