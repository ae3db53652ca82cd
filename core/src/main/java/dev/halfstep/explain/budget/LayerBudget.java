package dev.halfstep.explain.budget;

import dev.halfstep.explain.budget.Budget.Reference;
import dev.halfstep.explain.budget.Budget.Share;
import dev.halfstep.explain.budget.Budget.Worst;
import dev.halfstep.explain.budget.ErrorBudget.Grouping;
import dev.halfstep.explain.budget.NodeSources.Named;
import dev.halfstep.explain.subject.Deviation;
import dev.halfstep.explain.subject.Figure;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.explain.twin.Part;
import dev.halfstep.explain.twin.States;
import dev.halfstep.explain.twin.States.InputChange;
import dev.halfstep.graph.Graph;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/**
 * The budget of a model of any ops, inputs and outputs, by layer: the quantized network's nodes go over from float to what they
 * compute, one after another in the order in which they run, and each is given what that changes in the outputs. A share is the mean
 * of what a source adds to an output times what all of them add, so that shares sum to the mean squared deviation.
 *
 * <p>
 * In contrast to a chain's budget there is but one order: what a layer adds is measured with all before it in integers, and all behind
 * it in float.
 */
final class LayerBudget {

    /** Values that differ by less than this part of the largest differ as float32 arithmetic does. */
    private static final double NOISE = 1e-5;

    /** Each has weights and arrays of its own. */
    private static final int MOST_WORKERS = 4;

    private final Graph graph;
    private final List<Subject> outputs;
    private final Grouping grouping;
    private final NetworkInputs inputs;
    private final MeantConstants.Known meant;
    private final States states;
    private final Spans spans;
    private final List<Compared> compared = new ArrayList<>();

    /**
     * What an output gives, and what that is compared with.
     *
     * @param reference standardised {@code [rows][targets]}
     * @param last the same of the quantized network
     */
    private record Compared(Subject subject, NodeSources names, double[] reference, double[] last) {

        Deviation deviation(int... rows) {
            return Deviation.from(of(reference, rows), subject.targets(), subject.units().decoder());
        }

        double[] of(double[] values, int... rows) {
            return ErrorBudget.selected(values, subject.targets(), rows);
        }

        double[] real(Value contents) {
            return NetworkInputs.real(subject.outputPort(), contents);
        }
    }

    /** Told what changes from state to state. */
    @FunctionalInterface
    private interface Listener {

        /**
         * A change of an output's values.
         *
         * @param index of the output
         */
        void changed(int index, Named by, double[] before, double[] after);
    }

    private LayerBudget(List<Subject> outputs, Grouping grouping) {
        Subject first = outputs.getFirst();
        graph = first.quantized();
        this.outputs = outputs;
        this.grouping = grouping;
        meant = first.reference().map(floats -> MeantConstants.of(graph, floats))
                .orElse(MeantConstants.Known.NONE);
        states = new States(graph, meant.constants());
        inputs = new NetworkInputs(graph, first.allInputs());
        spans = Spans.of(graph, grouping == Grouping.SOURCES, meant.constants().keySet(), first.rows(),
                inputs.rows().together());
        List<double[]> references = first.reference().isPresent()
                ? outputs.stream().map(output -> output.floatValues().orElseThrow().values()).map(Tensor::widened)
                        .toList()
                : withoutSources();
        for (int o = 0; o < outputs.size(); o++) {
            compared.add(new Compared(outputs.get(o),
                    new NodeSources(graph, outputs.get(o).output(), grouping == Grouping.LAYERS), references.get(o),
                    Tensor.widened(outputs.get(o).prediction().values().values())));
        }
    }

    /**
     * The budgets of a model's outputs.
     *
     * @param outputs all of them, in order
     * @param progress is told how much of the work is done, from 0 to 1
     */
    static List<Budget> of(List<Subject> outputs, Grouping grouping, DoubleConsumer progress) {
        return new LayerBudget(outputs, grouping).budgets(progress);
    }

    /** What the model's own weights would predict if nothing were rounded or clipped. */
    private List<double[]> withoutSources() {
        List<double[]> all = outputs.stream()
                .map(subject -> new double[subject.prediction().values().values().length]).toList();
        for (int[] block : inputs.rows().spread(outputs.getFirst().rows())) {
            List<Value> start = states.start(inputs.taken(block), inputs.plain(block));
            for (int o = 0; o < outputs.size(); o++) {
                double[] real = NetworkInputs.real(outputs.get(o).outputPort(), start.get(o));
                int width = outputs.get(o).targets();
                for (int r = 0; r < block.length; r++) {
                    System.arraycopy(real, r * width, all.get(o), block[r] * width, width);
                }
            }
        }
        return all;
    }

    private List<Budget> budgets(DoubleConsumer progress) {
        List<int[]> blocks = inputs.rows().spread(spans.rows());
        var done = new Object() {

            private int count;

            synchronized void oneMore() {
                count++;
                progress.accept(count / (blocks.size() + 1.0));
            }
        };
        int workers = Math.min(MOST_WORKERS, Math.min(blocks.size(), Runtime.getRuntime().availableProcessors()));
        List<List<List<Contributions>>> told = IntStream.range(0, workers).parallel().mapToObj(worker -> {
            States own = worker == 0 ? states : new States(graph, meant.constants());
            List<List<Contributions>> ofBlocks = new ArrayList<>();
            for (int b = worker; b < blocks.size(); b += workers) {
                ofBlocks.add(contributions(own, blocks.get(b)));
                done.oneMore();
            }
            return ofBlocks;
        }).toList();
        List<Contributions> shared = compared.stream().map(this::contributions).toList();
        // In the order of the blocks, whatever the number of threads: sums of doubles depend on it.
        for (int b = 0; b < blocks.size(); b++) {
            List<Contributions> ofBlock = told.get(b % workers).get(b / workers);
            for (int o = 0; o < shared.size(); o++) {
                shared.get(o).add(ofBlock.get(o));
            }
        }
        int[] rows = blocks.stream().flatMapToInt(Arrays::stream).toArray();
        List<Budget> budgets =
                IntStream.range(0, compared.size()).mapToObj(o -> budget(o, rows, shared.get(o))).toList();
        progress.accept(1);
        return budgets;
    }

    private List<Contributions> contributions(States own, int[] block) {
        List<Contributions> shared = compared.stream().map(output -> new Contributions()).toList();
        List<Deviation> deviations = compared.stream().map(output -> output.deviation(block)).toList();
        List<double[]> last = compared.stream().map(output -> output.of(output.last, block)).toList();
        walk(own, block, (o, by, before, after) -> shared.get(o).add(by.name(), by.sources(), deviations.get(o),
                before, after, last.get(o)));
        for (int o = 0; o < shared.size(); o++) {
            shared.get(o).end(deviations.get(o), last.get(o));
        }
        return shared;
    }

    /** What an input's codes do is always told, even if it is nothing. */
    private Contributions contributions(Compared output) {
        var contributions = new Contributions();
        for (int i = 0; i < graph.inputs().size(); i++) {
            if (inputs.isCoded(i)) {
                for (Part.Kind kind : List.of(Part.Kind.INPUT_ROUNDING, Part.Kind.INPUT_CLIPPING)) {
                    Named named = output.names.ofInput(kind, i);
                    contributions.player(named.name(), named.sources());
                }
            }
        }
        return contributions;
    }

    private void walk(States own, int[] block, Listener listener) {
        double[][] before = compared.stream().map(output -> output.of(output.reference, block))
                .toArray(double[][]::new);
        List<InputChange> changes = grouping == Grouping.SOURCES ? inputs.rounded(block) : List.of();
        own.walk(inputs.taken(block), inputs.plain(block), changes, spans.all(), (part, values) -> {
            for (int o = 0; o < before.length; o++) {
                double[] after = compared.get(o).real(values.get(o));
                // What is beyond all numbers on the way is no state that anything can be said of.
                if (Arrays.stream(after).allMatch(Double::isFinite) && !Arrays.equals(after, before[o])) {
                    listener.changed(o, named(compared.get(o), part, before[o], after), before[o], after);
                    before[o] = after;
                }
            }
        });
        var rest = new Source(Source.Kind.FLOAT_ARITHMETIC, 0);
        for (int o = 0; o < before.length; o++) {
            double[] last = compared.get(o).of(compared.get(o).last, block);
            requireSame(compared.get(o), before[o], last);
            listener.changed(o, new Named(rest.name(), List.of(rest)), before[o], last);
        }
    }

    private Named named(Compared output, Part part, double[] before, double[] after) {
        if (part.kind() == Part.Kind.START && meant.complete()) {
            double largest = 0;
            double difference = 0;
            for (int i = 0; i < after.length; i++) {
                largest = Math.max(largest, Math.abs(before[i]));
                difference = Math.max(difference, Math.abs(after[i] - before[i]));
            }
            if (difference <= NOISE * largest) {
                var noise = new Source(Source.Kind.FLOAT_ARITHMETIC, 0);
                return new Named(noise.name(), List.of(noise));
            }
        }
        return output.names.of(part);
    }

    /** Where the output is codes, the last state has the very codes that the model gives. */
    private static void requireSame(Compared output, double[] state, double[] last) {
        if (output.subject.outputPort().tensor().dtype().isInteger() && !Arrays.equals(state, last)) {
            throw new IllegalStateException("the last state is not the quantized model");
        }
    }

    private Budget budget(int index, int[] rows, Contributions shared) {
        Compared output = compared.get(index);
        Subject subject = output.subject;
        int width = subject.targets();
        Deviation all = output.deviation(IntStream.range(0, subject.rows()).toArray());
        int worst = all.largest(output.last);
        List<Share> shares = shared.shares(rows.length < subject.rows(), ofWorst(index, worst)).stream()
                .sorted(Comparator.comparingDouble((Share share) -> share.share().inUnits()).reversed()).toList();
        Deviation some = output.deviation(rows);
        double[] last = output.of(output.last, rows);
        double[] rounded = ErrorBudget.rounded(subject, output.of(output.reference, rows));
        return new Budget(subject.reference().isPresent() ? Reference.FLOAT_MODEL : Reference.OWN_WEIGHTS, rows.length,
                1, some.meanSquare(last), some.meanSquare(rounded), some.meanAbsolute(last),
                some.meanAbsolute(rounded), shares,
                new Worst(subject.rowNumber(worst / width), worst % width, figure(all, worst, output.reference),
                        figure(all, worst, output.last),
                        ErrorBudget.main(subject, shares, output.reference[worst])));
    }

    private static Figure figure(Deviation deviation, int index, double[] values) {
        return new Figure(deviation.inUnits(index, values[index]), values[index]);
    }

    /** Each player's part of the squared deviation of one value. */
    private Map<String, Figure> ofWorst(int index, int value) {
        Compared output = compared.get(index);
        int width = output.subject.targets();
        int[] block = inputs.rows().blockOf(value / width);
        int at = (value / width - block[0]) * width + value % width;
        Deviation deviation = output.deviation(block);
        double[] last = output.of(output.last, block);
        Figure all = deviation.at(at, last);
        Map<String, Figure> parts = new HashMap<>();
        walk(states, block, (o, by, before, after) -> {
            if (o == index) {
                parts.merge(by.name(), new Figure(
                        (deviation.inUnits(at, after[at]) - deviation.inUnits(at, before[at])) * all.inUnits(),
                        (after[at] - before[at]) * all.standardised()), Figure::plus);
            }
        });
        return parts;
    }
}
