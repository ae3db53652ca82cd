package dev.halfstep;

import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Bound;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.DType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a model is to be quantized. Immutable; start from {@link #to}, each {@code with...} method gives a changed copy.
 *
 * <pre>
 * Quantization.to(Precision.FULL_INT8).withMaxLoss(0.01)
 * </pre>
 */
public final class Quantization {

    private final Precision precision;
    private final DType edge;
    private final Optional<Recipe> recipe;
    private final Optional<Bound> bound;

    private Quantization(Precision precision, DType edge, Optional<Recipe> recipe, Optional<Bound> bound) {
        this.precision = precision;
        this.edge = edge;
        this.recipe = recipe;
        this.bound = bound;
    }

    /** To a precision, with its usual type at inputs and outputs, and the default recipe. */
    public static Quantization to(Precision precision) {
        return new Quantization(precision, precision.edges().getFirst(), Optional.empty(), Optional.empty());
    }

    /** What the model computes in. */
    public Precision precision() {
        return precision;
    }

    /** The type of inputs and outputs, one of {@link Precision#edges()}. */
    public DType edge() {
        return edge;
    }

    /**
     * How codes are chosen; if empty, by {@link Recipe#DEFAULT}, for a model without a pipeline with one scale for its whole input,
     * because somebody else's code feeds it.
     */
    public Optional<Recipe> recipe() {
        return recipe;
    }

    /**
     * How accurate the quantized model must be; if empty, the recipe is taken as it is. Otherwise recipes are tried from the given one
     * on, from cheap to dear, each quantized on four fifths of the rows and measured on the last, and the first that holds is taken.
     */
    public Optional<Bound> bound() {
        return bound;
    }

    /**
     * The same with another type of inputs and outputs.
     *
     * @throws Problem if the precision cannot have it
     */
    public Quantization withEdge(DType type) {
        if (!precision.edges().contains(type)) {
            throw Problem.option("a model of precision " + precision.label() + " cannot have " + type.label()
                    + " inputs and outputs")
                    .remedy("Choose one of "
                            + String.join(", ", precision.edges().stream().map(DType::label).toList()) + ".");
        }
        return new Quantization(precision, type, recipe, bound);
    }

    /** The same with another recipe. */
    public Quantization withRecipe(Recipe other) {
        return new Quantization(precision, edge, Optional.of(other), bound);
    }

    /**
     * The same for a model whose mean absolute error may be larger by a share of the float model's: 0.01 is one percent.
     *
     * @param share 0 or more
     * @throws Problem if it is not
     */
    public Quantization withMaxLoss(double share) {
        return withBound(new Bound(Bound.Measure.MAE_LOSS, share));
    }

    /**
     * The same for a model that may deviate from the float model by so much at most, in the target's units. Needs no labels.
     *
     * @param units 0 or more
     * @throws Problem if it is not
     */
    public Quantization withMaxDeviation(double units) {
        return withBound(new Bound(Bound.Measure.LARGEST_DEVIATION, units));
    }

    private Quantization withBound(Bound other) {
        return new Quantization(precision, edge, recipe, Optional.of(other));
    }

    private List<Object> parts() {
        return List.of(precision, edge, recipe, bound);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Quantization options && parts().equals(options.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    @Override
    public String toString() {
        return "Quantization" + parts();
    }
}
