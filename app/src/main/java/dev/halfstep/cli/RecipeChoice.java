package dev.halfstep.cli;

import dev.halfstep.cli.flag.RecipeFlags;
import dev.halfstep.evaluate.Decoder;
import dev.halfstep.graph.Graph;
import dev.halfstep.model.ModelFile;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Bound;
import dev.halfstep.quantize.Plan;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.rows.DataSource;
import dev.halfstep.search.Ladder;
import dev.halfstep.search.Parts;
import dev.halfstep.search.RecipeSearch;
import dev.halfstep.tensor.DType;
import java.util.List;
import java.util.function.UnaryOperator;

/** A choice among recipes by the rows of a file, from the one that the user named on. */
final class RecipeChoice {

    private final Graph network;
    private final Precision precision;
    private final DType edge;
    private final boolean ownInput;
    private final RecipeSearch search;

    private RecipeChoice(Graph network, Precision precision, DType edge, boolean ownInput, RecipeSearch search) {
        this.network = network;
        this.precision = precision;
        this.edge = edge;
        this.ownInput = ownInput;
        this.search = search;
    }

    /**
     * Reads the rows.
     *
     * @param network the model's float network
     * @throws Problem if there are too few rows, or none with labels where they are needed
     */
    static RecipeChoice of(Graph network, Precision precision, DType edge, Bound bound, ModelFile model,
            DataSource source) {
        Parts rows = source.forChoosing(bound.measure() == Bound.Measure.MAE_LOSS);
        Decoder decoder = model.pipeline().<Decoder>map(pipeline -> pipeline::inUnits).orElse((target, value) -> value);
        return new RecipeChoice(network, precision, edge, model.pipeline().isPresent(),
                RecipeSearch.of(network, precision, edge, bound, rows, decoder));
    }

    /** What is tried one after another: a recipe, and Halfstep's own that cost more. */
    static List<Recipe> candidates(Graph network, Precision precision, DType edge, boolean ownInput, Recipe first,
            RecipeFlags flags) {
        UnaryOperator<Recipe> fixed = other -> flags.alternative(other, ownInput)
                .withOutputRange(first.outputRange()).withInputRanges(first.inputRanges(), first.oneHot());
        return flags.saysInputCodes() ? Ladder.from(network, precision, edge, first, fixed)
                : Ladder.withFeatureCodes(network, precision, edge, first, fixed);
    }

    /**
     * The plan of the first recipe that holds.
     *
     * @param first what is tried first
     * @param flags what the recipes after it have in common with it, beside asked ranges
     * @throws Problem if none does
     */
    Plan plan(Recipe first, RecipeFlags flags) {
        List<Recipe> candidates = candidates(network, precision, edge, ownInput, first, flags);
        try (Progress progress = Progress.fitting()) {
            return search.first(candidates, progress::done);
        }
    }
}
