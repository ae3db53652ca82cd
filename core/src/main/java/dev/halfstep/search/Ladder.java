package dev.halfstep.search;

import dev.halfstep.graph.Graph;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.DType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/** Recipes from cheap to dear. */
public final class Ladder {

    /**
     * What a recipe costs: first for whoever runs the model, who pays for multiply-adds and then for copies of outputs each time,
     * and then for whoever makes it, who waits once.
     */
    private static final Comparator<Recipe> COST = Comparator.comparingDouble(Recipe::width)
            .thenComparingInt(Recipe::vernier).thenComparing(Recipe::fitting).thenComparing(Recipe::equalization)
            .thenComparing(Recipe::featureCodes);

    private static final List<Recipe> STEPS = List.of(Recipe.DEFAULT, Recipe.BEST, Recipe.BEST.withVernier(4),
            Recipe.BEST.withWidth(1.5), Recipe.BEST.withWidth(2).withVernier(16));

    private Ladder() {}

    /**
     * A recipe, and after it Halfstep's own that cost more: the default; the best; the best with a vernier of 4, with a width of
     * 1.5, and with a width of 2 and a vernier of 16. The last three are left out, and the best, where fitting has no effect.
     *
     * @param network a float network
     * @param edge type at inputs and outputs
     * @param first what is tried first
     * @param fixed sets the parts that are to be the same in all; what no longer costs more than the one before is left out
     */
    public static List<Recipe> from(Graph network, Precision precision, DType edge, Recipe first,
            UnaryOperator<Recipe> fixed) {
        var ladder = new ArrayList<>(List.of(first));
        for (Recipe step : STEPS) {
            Recipe candidate = fixed.apply(step);
            boolean acts = step.equals(Recipe.DEFAULT) || Quantizer.canFit(network, precision, edge, candidate);
            if (acts && COST.compare(candidate, ladder.getLast()) > 0) {
                ladder.add(candidate.withName(name(candidate)));
            }
        }
        return List.copyOf(ladder);
    }

    /**
     * The same, and after it the same recipes with codes of each feature's own, where they have none and the network can have them:
     * they cost a device nothing, but whoever feeds the model has to make other codes.
     */
    public static List<Recipe> withFeatureCodes(Graph network, Precision precision, DType edge, Recipe first,
            UnaryOperator<Recipe> fixed) {
        List<Recipe> shared = from(network, precision, edge, first, fixed);
        boolean gains = shared.stream().noneMatch(Recipe::featureCodes)
                && Quantizer.whyNoFeatureCodes(network, precision, edge, first).isEmpty();
        if (!gains) {
            return shared;
        }
        var ladder = new ArrayList<>(shared);
        from(network, precision, edge, first.withFeatureCodes(true), step -> fixed.apply(step).withFeatureCodes(true))
                .forEach(recipe -> ladder.add(recipe.withName(recipe.name() + " + codes per feature")));
        return List.copyOf(ladder);
    }

    /** The recipe's name, and what the name does not say. */
    private static String name(Recipe recipe) {
        var name = new StringBuilder(recipe.name());
        if (recipe.width() > 1) {
            name.append(" + width ").append(new BigDecimal(String.valueOf(recipe.width())).stripTrailingZeros()
                    .toPlainString());
        }
        if (recipe.vernier() > 1) {
            name.append(" + vernier ").append(recipe.vernier());
        }
        return name.toString();
    }
}
