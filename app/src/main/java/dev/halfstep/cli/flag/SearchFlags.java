package dev.halfstep.cli.flag;

import dev.halfstep.certify.CertifyOptions;
import dev.halfstep.cli.value.DurationText;
import dev.halfstep.cli.value.Labels;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Bound;
import dev.halfstep.quantize.Precision;
import dev.halfstep.search.RecipeSearch;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How accurate the quantized model must be, if recipes are to be tried until one is. */
public final class SearchFlags {

    @ArgGroup(exclusive = true)
    private @Nullable Limit limit;

    /** One or the other: with both, it would not be clear which of two recipes is nearer. */
    public static final class Limit {

        @Option(names = "--max-loss", paramLabel = "SHARE", converter = Labels.ShareLabel.class,
                description = "Try recipes from cheap to dear until the mean absolute error grows by no more than this share of the float model's, such as 1%%. Measured on every fifth calibration row, which is not quantized on; never on test rows.")
        private @Nullable Double loss;

        @Option(names = "--max-deviation", paramLabel = "UNITS",
                description = "The same until no row deviates from the float model by more, in the target's units (those of the model's output where it carries no pipeline). Needs no labels.")
        private @Nullable Double deviation;
    }

    @Option(names = "--certified",
            description = "With --max-deviation: until it is proven for every input of --domain, not measured on rows; recipes are also tried with --ranges domain.")
    private boolean certified;

    @Option(names = "--time", paramLabel = "TIME", converter = DurationText.class,
            description = "With --certified: how long the proof of each recipe may take (default: 60s).")
    private @Nullable Duration time;

    /** Whether what must hold is to be proven. */
    public boolean isCertified() {
        return certified;
    }

    /** For the proof of a recipe. */
    public Duration time() {
        return time == null ? CertifyOptions.defaults().time() : time;
    }

    /**
     * What must hold; empty where the recipe is given.
     *
     * @throws dev.halfstep.problem.Problem if the limit is no number from 0 on, or the precision leaves no choice of recipes
     */
    public Optional<Bound> bound(Precision precision) {
        if (certified && (limit == null || limit.deviation == null)) {
            throw Problem.option("--certified has no effect here: it proves what --max-deviation bounds");
        }
        if (time != null && !certified) {
            throw Problem.option("--time has no effect here: only the proofs of --certified take it");
        }
        Optional<Bound> bound = Optional.ofNullable(limit).map(SearchFlags::bound);
        bound.ifPresent(asked -> RecipeSearch.requireChoice(precision, asked));
        return bound;
    }

    private static Bound bound(Limit limit) {
        return limit.loss == null
                ? new Bound(Bound.Measure.LARGEST_DEVIATION, Objects.requireNonNull(limit.deviation))
                : new Bound(Bound.Measure.MAE_LOSS, limit.loss);
    }
}
