package dev.halfstep.explain.budget;

import dev.halfstep.explain.budget.Budget.Share;
import dev.halfstep.explain.budget.Budget.Worst;
import dev.halfstep.explain.budget.Source.Kind;
import dev.halfstep.explain.subject.Deviation;
import dev.halfstep.explain.subject.Figure;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The budget of a model of any layers, from its float model: what the codes of the input cost is what the float model makes of
 * inputs that are rounded, and then clipped, as the quantized one takes them. All that comes behind the input is one source. A share
 * is the mean of what a source adds to a prediction times what all of them add, so that shares sum to the mean squared deviation.
 */
final class InputBudget {

    private static final Source ROUNDING = new Source(Kind.INPUT_ROUNDING, 0);
    private static final Source CLIPPING = new Source(Kind.INPUT_CLIPPING, 0);

    private final Subject subject;
    private final Graph network;
    private final Deviation deviation;
    private final List<Stage> stages = new ArrayList<>();

    /**
     * What is predicted when a source is switched on, after those before it.
     *
     * @param values standardised {@code [rows][targets]}
     */
    private record Stage(String name, List<Source> sources, double[] values) {}

    private InputBudget(Subject subject, Graph network, double[] reference, ErrorBudget.Grouping grouping) {
        this.subject = subject;
        this.network = network;
        deviation = Deviation.from(reference, subject.targets(), subject.units().decoder());
        Interface.Port input = Interface.of(subject.quantized()).inputs().getFirst();
        if (input.features().isPresent() || input.domain().isPresent()) {
            double[] clipped = predicted(coded(input, true));
            if (grouping == ErrorBudget.Grouping.LAYERS) {
                stages.add(new Stage("input", List.of(ROUNDING, CLIPPING), clipped));
            } else {
                stage(ROUNDING, predicted(coded(input, false)));
                stage(CLIPPING, clipped);
            }
        }
        stage(new Source(Kind.BEHIND_INPUT, 0), Tensor.widened(subject.prediction().values().values()));
    }

    /**
     * The budget.
     *
     * @param reference what the float model predicts {@code [rows][targets]}
     * @param rounded the same, rounded to the output's codes
     * @param grouping whether rounding and clipping of the input have a share each
     */
    static Budget of(Subject subject, Graph network, double[] reference, double[] rounded,
            ErrorBudget.Grouping grouping) {
        return new InputBudget(subject, network, reference, grouping).budget(reference, rounded);
    }

    private void stage(Source source, double[] values) {
        stages.add(new Stage(source.name(), List.of(source), values));
    }

    private double[] predicted(Tensor inputs) {
        return Tensor.widened(Predictor.of(network).predict(inputs).values().values());
    }

    private Tensor coded(Interface.Port port, boolean clipped) {
        double[] values = Tensor.widened(subject.inputs().values());
        double[] coded = InputValues.coded(port, values, values.length / subject.rows(), clipped);
        var narrowed = new float[coded.length];
        for (int i = 0; i < coded.length; i++) {
            narrowed[i] = (float) coded[i];
        }
        return Tensor.of(subject.inputs().shape(), narrowed);
    }

    private Budget budget(double[] reference, double[] rounded) {
        double[] last = stages.getLast().values;
        int worst = deviation.largest(last);
        var shares = new ArrayList<Share>();
        double[] before = reference;
        for (int s = 0; s < stages.size(); s++) {
            Stage stage = stages.get(s);
            Figure without = s + 1 < stages.size() ? new Figure(Double.NaN, Double.NaN)
                    : s == 0 ? Figure.ZERO : deviation.meanAbsolute(stages.get(s - 1).values);
            shares.add(new Share(stage.name, stage.sources, share(before, stage.values, last, 0, last.length),
                    Figure.ZERO, without, share(before, stage.values, last, worst, worst + 1)));
            before = stage.values;
        }
        shares.sort(Comparator.comparingDouble((Share share) -> share.share().inUnits()).reversed());
        Share main = shares.stream().max(Comparator.comparingDouble(share -> share.worstShare().inUnits()))
                .orElseThrow();
        int targets = subject.targets();
        return new Budget(Budget.Reference.FLOAT_MODEL, subject.rows(), 1, deviation.meanSquare(last),
                deviation.meanSquare(rounded), deviation.meanAbsolute(last), deviation.meanAbsolute(rounded), shares,
                new Worst(subject.rowNumber(worst / targets), worst % targets, figure(worst, reference),
                        figure(worst, last), main));
    }

    private Figure figure(int index, double[] values) {
        return new Figure(deviation.inUnits(index, values[index]), values[index]);
    }

    /** The mean product of what a source adds to a prediction and what all of them add: these sum to the mean squared deviation. */
    private Figure share(double[] before, double[] after, double[] last, int from, int to) {
        double units = 0;
        double standardised = 0;
        for (int i = from; i < to; i++) {
            Figure all = deviation.at(i, last);
            units += (deviation.inUnits(i, after[i]) - deviation.inUnits(i, before[i])) * all.inUnits();
            standardised += (after[i] - before[i]) * all.standardised();
        }
        return new Figure(units / (to - from), standardised / (to - from));
    }
}
