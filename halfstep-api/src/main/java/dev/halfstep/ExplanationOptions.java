package dev.halfstep;

import dev.halfstep.explain.budget.ErrorBudget.Grouping;
import dev.halfstep.search.Adviser;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a model is to be explained. Immutable; start from {@link #defaults}, each {@code with...} method gives a changed copy. */
public final class ExplanationOptions {

    private static final ExplanationOptions DEFAULTS =
            new ExplanationOptions(Grouping.SOURCES, Optional.empty(), Adviser.Effort.QUICK);

    private final Grouping grouping;
    private final Optional<String> seen;
    private final Adviser.Effort advice;

    private ExplanationOptions(Grouping grouping, Optional<String> seen, Adviser.Effort advice) {
        this.grouping = grouping;
        this.seen = seen;
        this.advice = advice;
    }

    /** A share for each source of error, no score that somebody saw, and advice that takes milliseconds. */
    public static ExplanationOptions defaults() {
        return DEFAULTS;
    }

    /** Whether each source of error has a share of its own, or each layer. */
    public Grouping grouping() {
        return grouping;
    }

    /** An error that somebody saw, as text, so that it is known how many digits were given: which mistake explains it is looked for. */
    public Optional<String> seen() {
        return seen;
    }

    /** How much time may be spent on trying what helps. */
    public Adviser.Effort advice() {
        return advice;
    }

    /** The same with other shares. */
    public ExplanationOptions withGrouping(Grouping other) {
        return new ExplanationOptions(other, seen, advice);
    }

    /** The same with an error that somebody saw, such as {@code 59.8}. */
    public ExplanationOptions withSeen(String score) {
        return new ExplanationOptions(grouping, Optional.of(score), advice);
    }

    /** The same with more or less time for advice. */
    public ExplanationOptions withAdvice(Adviser.Effort effort) {
        return new ExplanationOptions(grouping, seen, effort);
    }

    private List<Object> parts() {
        return List.of(grouping, seen, advice);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExplanationOptions options && parts().equals(options.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    @Override
    public String toString() {
        return "ExplanationOptions" + parts();
    }
}
