package dev.halfstep.certify;

import dev.halfstep.certify.Certified.OutputBound;
import dev.halfstep.certify.Findings.CodeStep;
import dev.halfstep.certify.Findings.OutputEnd;
import dev.halfstep.certify.Findings.Sums;
import dev.halfstep.certify.bound.Point;
import dev.halfstep.certify.bound.Slack;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.domain.OutputUnit;
import dev.halfstep.certify.grid.Grid;
import dev.halfstep.certify.grid.GridSearch;
import dev.halfstep.certify.grid.GridTable;
import dev.halfstep.certify.grid.GridTable.GridChange;
import dev.halfstep.certify.grid.LineScan;
import dev.halfstep.certify.grid.Tasks;
import dev.halfstep.certify.network.Pair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Finds out what there is to know of a quantized model besides its deviation, in a part of the time. */
final class Prover {

    /** What is always looked for has a twentieth of the time, and no more than this. */
    private static final Duration ALWAYS = Duration.ofSeconds(3);
    private static final int ALWAYS_PART = 20;

    /** What is asked for has this part of the time. */
    private static final int ASKED_PART = 5;

    /** Points that are looked for near each end of an output, and along how many parts for all of them. */
    private static final int CLIMBS = 8;
    private static final int MOST_PARTS = 32 * CLIMBS;

    private final Pair pair;
    private final Space space;
    private final Models models;
    private final CertifyOptions options;
    private final Tasks tasks;

    Prover(Pair pair, Space space, Models models, CertifyOptions options, ExecutorService threads) {
        this.pair = pair;
        this.space = space;
        this.models = models;
        this.options = options;
        tasks = new Tasks(threads, options.threads());
    }

    /** How much of the time is not for bounds. */
    static Duration time(CertifyOptions options) {
        return always(options).plus(asked(options));
    }

    private static Duration always(CertifyOptions options) {
        Duration part = options.time().dividedBy(ALWAYS_PART);
        return part.compareTo(ALWAYS) < 0 ? part : ALWAYS;
    }

    private static Duration asked(CertifyOptions options) {
        return options.claims().isEmpty() ? Duration.ZERO : options.time().dividedBy(ASKED_PART);
    }

    Findings prove(List<OutputBound> bounds) {
        Optional<Grid> found = Grid.of(pair.quantized(), space, models.units());
        if (found.isEmpty()) {
            var claims = new Monotony(pair, space, models, tasks, options, Optional.empty(), Optional.empty());
            return new Findings(List.of(), List.of(), List.of(), List.of(),
                    claims.judge(bounds, asked(options)));
        }
        Grid grid = found.get();
        double always = always(options).toNanos();
        Optional<GridTable> table = GridTable.of(grid, bounds.size(), tasks,
                options.within(always + asked(options).toNanos() / 2.0));
        List<CodeStep> steps = steps(grid, table, always / 2);
        List<OutputEnd> ends = outputEnds(grid, table, bounds, always / 2);
        var claims = new Monotony(pair, space, models, tasks, options, Optional.of(grid), table);
        return new Findings(sums(grid), InputEnds.of(space), ends, steps,
                claims.judge(bounds, asked(options)));
    }

    private static List<Sums> sums(Grid grid) {
        return grid.sums().stream()
                .map(own -> new Sums(own.layer(), own.bits(), own.bitsOfAnyCodes(), own.width())).toList();
    }

    private List<CodeStep> steps(Grid grid, Optional<GridTable> table, double nanos) {
        var steps = new ArrayList<CodeStep>();
        int targets = models.units().size();
        List<Integer> parts = IntStream.range(0, space.parts().size())
                .filter(part -> space.parts().get(part).isLine()).boxed().toList();
        for (int target = 0; target < targets; target++) {
            for (int part : parts) {
                if (table.isPresent()) {
                    double largest = table.get().largest(LineScan.STEP, target, part).amount();
                    steps.add(new CodeStep(target, part, largest, largest));
                } else {
                    GridChange found = GridSearch.largest(grid, targets, target, part, LineScan.STEP, tasks,
                            options.within(nanos / targets / parts.size()));
                    double largest = Math.abs(models.quantized(models.input(grid.point(found.to())), target)
                            - models.quantized(models.input(grid.point(found.from())), target));
                    steps.add(new CodeStep(target, part, largest,
                            Math.max(largest, grid.stepBound(target, part))));
                }
            }
        }
        return steps;
    }

    private List<OutputEnd> outputEnds(Grid grid, Optional<GridTable> table, List<OutputBound> bounds,
            double nanos) {
        var all = new ArrayList<Callable<OutputEnd>>();
        BooleanSupplier goesOn = options.within(nanos);
        for (OutputBound bound : bounds) {
            for (boolean isUpper : new boolean[] {false, true}) {
                all.add(() -> outputEnd(grid, table, bound, isUpper, goesOn));
            }
        }
        return tasks.all(all);
    }

    private OutputEnd outputEnd(Grid grid, Optional<GridTable> table, OutputBound bound,
            boolean isUpper, BooleanSupplier goesOn) {
        int target = bound.target();
        OutputUnit unit = models.units().get(target);
        int rank = isUpper ? grid.lastRank() : 0;
        double value = grid.inUnits(target)[rank];
        boolean isBeyond = isUpper ? bound.range().max() < value : bound.range().min() > value;
        Optional<int[]> cell = table.flatMap(known -> known.where(target, rank));
        if (isBeyond || (table.isPresent() && cell.isEmpty())) {
            return new OutputEnd(target, isUpper, value, 0, 0, Optional.empty(), List.of());
        }
        Slack slack = Slack.of(pair, space, target);
        var boxes = new EndBoxes(pair, space, target, slack, isUpper);
        List<Point> points = climbed(target, isUpper);
        Point point = cell.map(grid::point).orElseGet(() -> points.stream().reduce(Point::orBetter).orElseThrow());
        float[] input = models.input(point);
        boolean leads = unit.inUnits(boxes.value()) == models.quantized(input, target);
        boxes.cut(goesOn);
        points.forEach(boxes::add);
        return new OutputEnd(target, isUpper, value, boxes.least(), boxes.most(),
                leads ? Optional.of(input) : Optional.empty(), boxes.largest().stream().map(boxes::domain).toList());
    }

    /** Points at which what is predicted is as near to an end as they could get. */
    private List<Point> climbed(int target, boolean isUpper) {
        var climber = new Climber(pair, space, target, (coded, real) -> isUpper ? coded : -coded);
        var random = new SplittableRandom(target);
        return IntStream.range(0, Math.clamp(MOST_PARTS / space.parts().size(), 1, CLIMBS))
                .mapToObj(i -> climber.climb(space.whole(), random)).toList();
    }
}
