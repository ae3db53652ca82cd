package dev.halfstep.explain;

import dev.halfstep.explain.budget.Budget;
import dev.halfstep.explain.codes.CodeUse;
import dev.halfstep.explain.misuse.Misuse;
import dev.halfstep.explain.subject.Advice;
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
public record Explanation(Budget budget, Optional<Misuse> misuse, CodeUse use, List<Advice> advice,
        Advice.Trials trials) {

    public Explanation {
        advice = List.copyOf(advice);
    }
}
