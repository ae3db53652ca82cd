package dev.halfstep.quantize;

import dev.halfstep.calibrate.Batches;
import dev.halfstep.calibrate.Samples;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.quantize.chain.Effort;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/**
 * Which parts of a recipe help a network that is fitted layer by layer: how a layer's own deviation reaches the output is not known
 * there, and what is right for most is wrong for some. Plans are made from a part of the rows and measured on the rest, in turn; a
 * part of the recipe that does harm there is left out, and where all of them do, what TensorFlow's converter would do is done.
 */
final class PlanTrials {

    /** Fewer rows tell nothing, more are not needed. */
    private static final int LEAST_ROWS = 24;
    private static final int MOST_ROWS = 2048;

    /** Multiply-adds for all trials together, each of which runs the network some three times on all rows. */
    private static final long MOST_WORK = 300_000_000L;
    private static final int RUNS = 24;
    private static final long NODE_WORK = 2000;

    /** Of few rows, a plan from half of them would clip where one from all does not. */
    private static final int FEW_ROWS = 256;

    /** A part has to do so much harm to be left out: the measure is of some rows only. */
    private static final double HARM = 0.97;

    private final List<Fold> folds;
    private final BiFunction<Samples, Recipe, Plan> planner;

    /** Rows to plan with, and how far plans are from the float network on the others. */
    private record Fold(Samples planned, PlanDeviation judged) {}

    private PlanTrials(List<Fold> folds, BiFunction<Samples, Recipe, Plan> planner) {
        this.folds = folds;
        this.planner = planner;
    }

    /**
     * The recipe without the parts that do harm.
     *
     * @param samples calibration rows
     * @param seen how many of them the recipe sees
     * @param together how many of them have to run together
     * @param planner makes a plan for some rows and a recipe, of which it carries out all parts
     */
    static Recipe best(Graph network, Recipe recipe, Samples samples, long seen, int together,
            BiFunction<Samples, Recipe, Plan> planner) {
        Recipe start = recipe.withHiddenHeadroom(0);
        int batches = (int) (Math.min(Math.min(seen, MOST_ROWS), MOST_WORK / RUNS / Math.max(1, products(network)))
                / together);
        if (batches * (long) together < LEAST_ROWS || batches < 4) {
            return start;
        }
        List<Value> rows = samples.first(batches * together);
        int parts = rows.getFirst().shape().extent(0) < FEW_ROWS ? 4 : 2;
        var folds = new ArrayList<Fold>();
        for (int f = 0; f < parts; f++) {
            int fold = f;
            folds.add(new Fold(Samples.of(some(rows, together, batch -> batch % parts != fold)),
                    new PlanDeviation(network, some(rows, together, batch -> batch % parts == fold))));
        }
        return new PlanTrials(folds, planner).best(start, recipe);
    }

    /** About as many multiply-adds as a row takes; that a node is run takes time, too. */
    private static long products(Graph network) {
        long products = 0;
        for (Node node : network.nodes()) {
            Shape output = network.tensor(node.outputs().getFirst()).shape();
            long constants = node.inputs().stream().filter(t -> t != Node.ABSENT && network.tensor(t).isConstant())
                    .mapToLong(t -> network.tensor(t).shape().elements()).sum();
            long positions = output.rank() == 0 ? 1 : output.elements() / Math.max(1, output.lastExtent());
            products += NODE_WORK + output.elements() + constants * positions;
        }
        return products;
    }

    private static List<Value> some(List<Value> rows, int together, IntPredicate taken) {
        return rows.stream().map(all -> Batches.some(all, together, taken)).toList();
    }

    private Recipe best(Recipe start, Recipe asked) {
        Recipe best = start;
        double least = cost(start);
        for (UnaryOperator<Recipe> other : others(asked)) {
            Recipe tried = other.apply(best);
            double cost = tried.equals(best) ? Double.POSITIVE_INFINITY : cost(tried);
            if (cost < least * HARM) {
                least = cost;
                best = tried;
            }
        }
        return best;
    }

    /** What is tried in turn. A headroom or ranges that somebody chose stay as they are. */
    private static List<UnaryOperator<Recipe>> others(Recipe asked) {
        var others = new ArrayList<UnaryOperator<Recipe>>();
        others.add(recipe -> recipe.withFeatureCodes(false));
        others.add(recipe -> recipe.withFitting(Effort.NONE));
        others.add(recipe -> recipe.withBiasCorrection(false));
        others.add(recipe -> recipe.withHiddenHeadroom(asked.hiddenHeadroom()));
        if (asked.headroom() == Recipe.DEFAULT.headroom()) {
            others.add(recipe -> recipe.withHeadroom(0));
            if (asked.ranges() == Recipe.DEFAULT.ranges()) {
                others.add(recipe -> converters(asked));
            }
        }
        return others;
    }

    /** As TensorFlow's converter would do it with all rows. */
    private static Recipe converters(Recipe asked) {
        return Recipe.TENSORFLOW.withName(asked.name()).withCalibrationRows(asked.calibrationRows())
                .withKeepFloat(asked.keepFloat()).withOutputRange(asked.outputRange())
                .withInputRanges(asked.inputRanges(), asked.oneHot()).withPerChannelWeights(asked.perChannelWeights());
    }

    /** The product of the mean and the root mean square: clipping shows in the one, rounding in the other. */
    private double cost(Recipe recipe) {
        double mean = 0;
        double square = 0;
        for (Fold fold : folds) {
            PlanDeviation.Figures figures = fold.judged.of(planner.apply(fold.planned, recipe));
            mean += figures.mean() / folds.size();
            square += figures.square() / folds.size();
        }
        return Math.sqrt(mean * Math.sqrt(square));
    }
}
