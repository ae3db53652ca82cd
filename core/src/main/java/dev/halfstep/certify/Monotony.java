package dev.halfstep.certify;

import dev.halfstep.certify.Certified.OutputBound;
import dev.halfstep.certify.Findings.Claim;
import dev.halfstep.certify.Findings.Fall;
import dev.halfstep.certify.Findings.Monotonicity;
import dev.halfstep.certify.Findings.Verdict;
import dev.halfstep.certify.Findings.Way;
import dev.halfstep.certify.bound.BoxBounds;
import dev.halfstep.certify.bound.Measure;
import dev.halfstep.certify.bound.Slack;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.bound.Space.Axis;
import dev.halfstep.certify.domain.InputDomain;
import dev.halfstep.certify.domain.InputDomain.Choices;
import dev.halfstep.certify.domain.InputDomain.Interval;
import dev.halfstep.certify.domain.InputDomain.Part;
import dev.halfstep.certify.grid.Grid;
import dev.halfstep.certify.grid.GridSearch;
import dev.halfstep.certify.grid.GridTable;
import dev.halfstep.certify.grid.GridTable.GridChange;
import dev.halfstep.certify.grid.LineScan;
import dev.halfstep.certify.grid.PathSigns;
import dev.halfstep.certify.grid.Tasks;
import dev.halfstep.certify.network.Pair;
import dev.halfstep.certify.network.chain.FloatChain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Whether a quantized model's output rises, or falls, with a part of the domain, whatever the others are. */
final class Monotony {

    private final Pair pair;
    private final Space space;
    private final Models models;
    private final Tasks tasks;
    private final CertifyOptions options;
    private final Optional<Grid> grid;
    private final Optional<GridTable> table;

    /**
     * @param grid of an integer network
     * @param table where its cells can be counted
     */
    Monotony(Pair pair, Space space, Models models, Tasks tasks, CertifyOptions options, Optional<Grid> grid,
            Optional<GridTable> table) {
        this.pair = pair;
        this.space = space;
        this.models = models;
        this.tasks = tasks;
        this.options = options;
        this.grid = grid;
        this.table = table;
    }

    /** All claims, in a time. */
    List<Monotonicity> judge(List<OutputBound> bounds, Duration time) {
        return options.claims().stream()
                .map(claim -> judge(claim, bounds.get(claim.target()),
                        (double) time.toNanos() / options.claims().size()))
                .toList();
    }

    private Monotonicity judge(Claim claim, OutputBound bound, double nanos) {
        if (PathSigns.prove(pair.quantized(), space, claim.target(), claim.part(), claim.isRising(), grid)) {
            return new Monotonicity(claim, Verdict.PROVEN, Way.SIGNS, Optional.empty(), 0, false);
        }
        if (table.isPresent()) {
            GridChange change = table.get().largest(LineScan.against(claim.isRising()), claim.target(), claim.part());
            Optional<Fall> fall = fall(claim, change);
            Verdict verdict = change.amount() == 0 ? Verdict.PROVEN
                    : fall.isPresent() ? Verdict.CONTRADICTED : Verdict.OPEN;
            return new Monotonicity(claim, verdict, Way.LINES, fall,
                    Math.max(change.amount(), fall.map(Fall::amount).orElse(0.0)), false);
        }
        Optional<Fall> fall = searched(claim, options.within(nanos / 2));
        double rate = slope(claim, System.nanoTime() + (long) (nanos / 2));
        double limit = Math.max(limit(claim, bound, rate), fall.map(Fall::amount).orElse(0.0));
        return new Monotonicity(claim, fall.isPresent() ? Verdict.CONTRADICTED : Verdict.OPEN, Way.SLOPES, fall, limit,
                rate <= 0);
    }

    private Optional<Fall> searched(Claim claim, BooleanSupplier goesOn) {
        if (grid.isEmpty()) {
            return new LineRuns(space, models, claim).search(goesOn);
        }
        GridChange found = GridSearch.largest(grid.get(), models.units().size(), claim.target(), claim.part(),
                LineScan.against(claim.isRising()), tasks, goesOn);
        return fall(claim, found);
    }

    /** Runs the model on what was found; empty where it does not go the wrong way. */
    private Optional<Fall> fall(Claim claim, GridChange change) {
        if (change.amount() == 0) {
            return Optional.empty();
        }
        Grid known = grid.orElseThrow();
        float[] from = models.input(known.point(change.from()));
        float[] to = models.input(known.point(change.to()));
        var fall = new Fall(from, to, models.quantized(from, claim.target()), models.quantized(to, claim.target()));
        return isAgainst(claim, fall) ? Optional.of(fall) : Optional.empty();
    }

    static boolean isAgainst(Claim claim, Fall fall) {
        return claim.isRising() ? fall.toValue() < fall.fromValue() : fall.toValue() > fall.fromValue();
    }

    /** How fast the float model's output moves the wrong way at most; not above 0 where it never does, infinite where unknown. */
    private double slope(Claim claim, long end) {
        if (!(pair.network() instanceof FloatChain network)) {
            return Double.POSITIVE_INFINITY;
        }
        int feature = space.parts().get(claim.part()).features()[0];
        List<Part> parts = new ArrayList<>(space.domain().parts());
        double[] ends = ends(claim);
        // Between choices, too: lines go from one to any other.
        parts.set(claim.part(), new Interval(feature, ends[0], ends[1]));
        Space own = Space.of(new InputDomain(parts), List.of());
        return new Search(own,
                () -> new SlopeObjective(network, own, claim.target(), feature, !claim.isRising()), options,
                tasks.threads(), end).run().bound();
    }

    private double[] ends(Claim claim) {
        return switch (space.domain().parts().get(claim.part())) {
            case Interval interval -> new double[] {interval.min(), interval.max()};
            case Choices choices -> {
                double[] values = Arrays.stream(choices.rows()).mapToDouble(row -> row[0]).sorted().toArray();
                yield new double[] {values[0], values[values.length - 1]};
            }
        };
    }

    /**
     * What no fall exceeds: what the float model's slope allows, and what the quantized model is off at both ends; nor all that it can
     * predict.
     */
    private double limit(Claim claim, OutputBound bound, double rate) {
        double range = bound.range().max() - bound.range().min();
        if (Double.isInfinite(rate)) {
            return range;
        }
        double[] ends = ends(claim);
        Slack slack = Slack.of(pair, space, claim.target());
        double values = rate <= 0 ? 0 : rate * (ends[1] - ends[0]) + 2 * slack.rounding();
        var whole = BoxBounds.of(pair, space, claim.target(), slack.output());
        whole.look(space.whole());
        double real = new Measure(models.units().get(claim.target()), new double[0]).largest(0, values, whole.realLeast,
                whole.realMost);
        double limit = (rate <= 0 ? 0 : real) + 2 * bound.bound();
        return Double.isFinite(range) ? Math.min(limit, range) : limit;
    }
}
