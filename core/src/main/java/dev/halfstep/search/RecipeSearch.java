package dev.halfstep.search;

import dev.halfstep.evaluate.Decoder;
import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.evaluate.Evaluator;
import dev.halfstep.graph.DenseLayers;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import dev.halfstep.quantize.Bound;
import dev.halfstep.quantize.Choice;
import dev.halfstep.quantize.Choice.Trial;
import dev.halfstep.quantize.Plan;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleConsumer;

/**
 * Finds the cheapest recipe whose model is accurate enough. Each is tried on the fitting rows and measured on the validation
 * rows, which quantizing does not see; the first that holds is taken, and the model is quantized with it anew on all rows, and
 * measured again. The same network and rows give the same plan.
 */
public final class RecipeSearch {

    /** Other precisions that come nearer, from cheap to dear. */
    private static final List<Precision> FINER = List.of(Precision.INT16X8, Precision.FLOAT16);

    private final Graph network;
    private final Precision precision;
    private final DType edge;
    private final Bound bound;
    private final Parts rows;
    private final Evaluator evaluator;
    private final double floatMae;

    private RecipeSearch(Graph network, Precision precision, DType edge, Bound bound, Parts rows, Evaluator evaluator) {
        this.network = network;
        this.precision = precision;
        this.edge = edge;
        this.bound = bound;
        this.rows = rows;
        this.evaluator = evaluator;
        floatMae = evaluator.evaluate(network).inUnits().mae();
    }

    /**
     * A search.
     *
     * @param network a float network with one input and one output; see {@link Quantizer#floatNetwork}
     * @param precision one that {@linkplain Precision#needsCalibration() needs calibration}
     * @param edge type at inputs and outputs
     * @param decoder from standardised values into the targets' own units
     * @throws Problem if the precision leaves no choice of recipes, the bound asks for labels and there are none, or the float
     *         model has no error that could grow
     */
    public static RecipeSearch of(Graph network, Precision precision, DType edge, Bound bound, Parts rows,
            Decoder decoder) {
        requireChoice(precision, bound);
        Tensor labels = labels(network, bound, rows);
        double[] inUnits = decoder.inUnits(labels, labels.values().length / labels.shape().extent(0));
        var search = new RecipeSearch(network, precision, edge, bound, rows,
                Evaluator.on(rows.validation(), labels, inUnits, decoder).against(network));
        if (bound.measure() == Bound.Measure.MAE_LOSS && search.floatMae == 0) {
            throw Problem
                    .of("the float model makes no error on the validation rows, so that no share of it can be lost")
                    .remedy(Phrase.of("bound the deviation from it with ").with(Setting.MAX_DEVIATION));
        }
        return search;
    }

    /**
     * Refuses precisions that are not calibrated, before any rows are read.
     *
     * @throws Problem if the precision leaves no choice of recipes
     */
    public static void requireChoice(Precision precision, Bound bound) {
        if (!precision.needsCalibration()) {
            throw Problem
                    .option("a model of precision " + precision.label()
                            + " is not calibrated, so there are no recipes to choose from")
                    .remedy(Phrase.of("leave out ").with(bound.measure().setting()).then(", and see its error with ")
                            .with(Setting.EVALUATION));
        }
    }

    /** Deviations need no labels; the float model's own values then stand where an evaluator wants some. */
    private static Tensor labels(Graph network, Bound bound, Parts rows) {
        return switch (bound.measure()) {
            case MAE_LOSS -> rows.validationLabels().orElseThrow(() -> Problem.of("the rows have no labels")
                    .remedy(Phrase.of("bound the deviation from the float model with ").with(Setting.MAX_DEVIATION)
                            .then(", which needs none")));
            case LARGEST_DEVIATION -> Predictor.of(network).predict(rows.validation()).values();
        };
    }

    /**
     * Tries recipes until one holds.
     *
     * @param candidates from cheap to dear, at least one; see {@link Ladder}
     * @param progress is told how much of the work is done if all have to be tried, from 0 to 1
     * @return the plan made from all rows, or the one from the fitting rows where the bound does not hold for the former, with its
     *         {@link Plan#choice() choice}
     * @throws Problem if none holds
     */
    public Plan first(List<Recipe> candidates, DoubleConsumer progress) {
        var trials = new ArrayList<Trial>();
        double parts = candidates.size() + 1;
        for (Recipe candidate : candidates) {
            double before = trials.size();
            Plan tried = Quantizer.plan(network, precision, edge, candidate, rows.fitting(),
                    done -> progress.accept((before + done) / parts));
            Trial trial = trial(tried);
            trials.add(trial);
            progress.accept(trials.size() / parts);
            if (trial.holds()) {
                Plan anew = Quantizer.plan(network, precision, edge, candidate, rows.all(),
                        done -> progress.accept((before + 1 + done) / parts));
                var choice = new Choice(bound, rows.fittingRows(), rows.validationRows(), trials,
                        OptionalDouble.of(value(evaluator.evaluate(Quantizer.apply(network, anew)))));
                return (choice.isAnew() ? anew : tried).withChoice(choice);
            }
        }
        throw noneHolds(trials);
    }

    private Trial trial(Plan plan) {
        Graph quantized = Quantizer.apply(network, plan);
        double value = value(evaluator.evaluate(quantized));
        boolean holds = bound.holds(value);
        Bound.Measure measure = bound.measure();
        String reason = measure.words() + " " + measure.text(value) + " on rows that it did not see, where "
                + measure.text(bound.limit()) + " is allowed: "
                + (holds ? "taken" : "not accurate enough");
        return new Trial(plan.recipe(), value, DenseLayers.of(quantized).weights(), holds, reason);
    }

    private double value(Evaluation evaluation) {
        return switch (bound.measure()) {
            case MAE_LOSS -> (evaluation.inUnits().mae() - floatMae) / floatMae;
            case LARGEST_DEVIATION -> evaluation.inUnits().maxAbsDiff().orElseThrow();
        };
    }

    /** Precisions with finer codes that hold, each tried as the recipes were. */
    private List<Phrase> finer() {
        var finer = new ArrayList<Phrase>();
        for (Precision other : FINER) {
            OptionalDouble value = other == precision ? OptionalDouble.empty() : value(other);
            if (value.isPresent() && bound.holds(value.getAsDouble())) {
                finer.add(Phrase.of("take finer codes with ").with(Setting.PRECISION, other.label())
                        .then(", which came to " + bound.measure().text(value.getAsDouble())));
            }
        }
        return finer;
    }

    private OptionalDouble value(Precision other) {
        DType type = other.edges().contains(edge) ? edge : other.edges().getFirst();
        try {
            Plan plan = Quantizer.plan(network, other, type, Recipe.DEFAULT, rows.fitting());
            return OptionalDouble.of(value(evaluator.evaluate(Quantizer.apply(network, plan))));
        } catch (Problem problem) {
            return OptionalDouble.empty(); // This network has no such form.
        }
    }

    private Problem noneHolds(List<Trial> trials) {
        Trial best = trials.stream().min(Comparator.comparingDouble(Trial::value)).orElseThrow();
        Bound.Measure measure = bound.measure();
        return Problem
                .outcome("no recipe keeps the " + measure.words() + " within " + measure.text(bound.limit()) + " on "
                        + rows.validationRows() + " rows set aside; of " + trials.size() + " tried, "
                        + best.recipe().name()
                        + " comes nearest with " + measure.text(best.value()))
                .remedy(Phrase.of("allow more with ").with(measure.setting()), finer().toArray(Phrase[]::new));
    }
}
