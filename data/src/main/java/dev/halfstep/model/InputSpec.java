package dev.halfstep.model;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Setting;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import dev.halfstep.tensor.npy.StoredArray;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What samples for an input of a model look like, where real values stand for codes.
 *
 * @param shape as the model declares it
 * @param sampleAxis whether its first axis is one of samples; otherwise the whole shape is one sample
 * @param type of the values: integers only where they are no codes, such as indices or counts
 * @param coded whether the model takes codes of the values instead of the values themselves
 */
public record InputSpec(String name, Shape shape, boolean sampleAxis, DType type, boolean coded) {

    /**
     * How the elements of an array are samples.
     *
     * @param stacked whether samples stand along an axis before all of the model's
     */
    public record Fit(long samples, boolean stacked) {}

    /** One for each input of a model. */
    public static List<InputSpec> of(Graph graph) {
        return Interface.of(graph).inputs().stream().map(InputSpec::of).toList();
    }

    private static InputSpec of(Interface.Port port) {
        TensorInfo tensor = port.tensor();
        if (port.features().isPresent()) {
            return new InputSpec(tensor.name(), Shape.of(1, port.width()), true, DType.FLOAT32, true);
        }
        Shape shape = tensor.shape();
        boolean axis = shape.rank() > 1
                || (shape.rank() == 1 && (shape.extent(0) == 1 || tensor.signature().extent(0) == Shape.UNKNOWN));
        boolean codes = tensor.dtype().isInteger() && tensor.quantization().isPresent();
        return new InputSpec(tensor.name(), shape, axis, codes ? DType.FLOAT32 : tensor.dtype(), codes);
    }

    /** How many values a row of a table has for this input. */
    public int width() {
        return sampleAxis ? shape.with(0, 1).elements() : shape.elements();
    }

    /** {@code 'x' int32[?, 3]}, as messages list it. */
    String text() {
        return Quoted.of(name) + " " + type.label() + (sampleAxis ? shape.with(0, Shape.UNKNOWN) : shape);
    }

    /** The shape of some samples. */
    public Shape block(int samples, boolean stacked) {
        return stacked ? stacked(samples) : shape.with(0, samples);
    }

    private Shape stacked(int samples) {
        int[] extents = shape.toArray();
        int[] all = new int[extents.length + 1];
        all[0] = samples;
        System.arraycopy(extents, 0, all, 1, extents.length);
        return Shape.of(all);
    }

    /**
     * How an array is samples of this input: rows along its first axis that have as many elements as a sample, whatever their shape.
     *
     * @param alone whether it may also be a single sample, without an axis for samples
     * @throws Problem if it is not
     */
    public Fit fit(StoredArray array, boolean alone) {
        Shape given = array.shape();
        if (alone && given.equals(sample())) {
            return new Fit(1, !sampleAxis);
        }
        if (isVector() && given.rank() == 1 && given.extent(0) > 0 && given.extent(0) % shape.extent(0) == 0) {
            return new Fit(given.extent(0) / shape.extent(0), true);
        }
        Problem problem =
                Problem.of("the array " + (given.rank() == 0 ? "is a single number, not rows" : "has no rows"))
                        .remedy("Give at least one sample, along the first axis.");
        if (given.rank() == 0 || given.extent(0) == 0) {
            throw array.at(problem);
        }
        Optional<Long> row = product(given.toArray(), 1);
        if (sampleAxis && row.equals(product(shape.toArray(), 1))) {
            return new Fit(given.extent(0), false);
        }
        if (row.equals(product(shape.toArray(), 0)) && (!sampleAxis || given.equals(stacked(given.extent(0))))) {
            return new Fit(given.extent(0), true);
        }
        Shape wanted = sampleAxis ? shape.with(0, Shape.UNKNOWN) : stacked(Shape.UNKNOWN);
        throw array.at(Problem.of((row.isPresent() ? "rows of " + row.get() + " values" : "rows of " + given)
                + " do not fit the model's input " + shape)
                .remedy(shape.rank() <= 2
                        ? "Give one value for each of the model's input features, in its order."
                        : "Give an array of shape " + wanted + "."));
    }

    /** Whether it is one axis of a given length: numbers in a row fill it as often as they can, as they do in a run. */
    private boolean isVector() {
        return !sampleAxis && shape.rank() == 1 && shape.extent(0) > 0;
    }

    /** The shape of one sample without an axis for samples. */
    private Shape sample() {
        return sampleAxis ? Shape.of(Arrays.copyOfRange(shape.toArray(), 1, shape.rank())) : shape;
    }

    private static Optional<Long> product(int[] extents, int from) {
        long product = 1;
        for (int i = from; i < extents.length; i++) {
            if (extents[i] > 0 && product > Integer.MAX_VALUE / extents[i]) {
                return Optional.empty();
            }
            product *= extents[i];
        }
        return Optional.of(product);
    }

    /**
     * Makes sure that an array holds what the input takes, before any of it is read. Integers are real values, too, unless the model
     * takes codes: those are integers, and not the values that they stand for.
     *
     * @throws Problem if it holds real values instead of integers, or integers where they may be codes
     */
    public void requireKind(StoredArray array) {
        if (type.isInteger() && !array.dtype().isInteger()) {
            throw array.at(Problem
                    .of("the array holds real values, but the input " + Quoted.of(name) + " takes " + type.label())
                    .remedy("Save it with .astype('" + type.label() + "')."));
        }
        if (coded && array.dtype().isInteger()) {
            throw array.at(Problem
                    .of("the array holds integers, and whether they are values or the model's codes is not clear")
                    .remedy(Phrase.of("save it with .astype('float32') if they are values; ")
                            .with(Setting.RAW_CODES)));
        }
    }

    /**
     * Samples as the model takes them, where it does not take codes of them.
     *
     * @throws Problem if an integer is beyond the input's type
     */
    public Value converted(Value samples) {
        return switch (samples) {
            case Tensor real -> type == DType.FLOAT16 ? Tensor.half(real.shape(), real.values()) : real;
            case Codes integers when !type.isInteger() -> converted(integers.rawReals());
            case Codes integers -> converted(integers);
        };
    }

    /** Samples as real values, which integers that are no codes are, too. */
    public static Tensor real(Value samples) {
        return switch (samples) {
            case Tensor real -> real;
            case Codes integers -> integers.rawReals();
        };
    }

    private Codes converted(Codes integers) {
        return converted(integers, name, type);
    }

    /**
     * Integers as those of another type.
     *
     * @param name of the input that takes them
     * @throws Problem if one is beyond the type
     */
    public static Codes converted(Codes integers, String name, DType type) {
        if (integers.dtype() == type) {
            return integers;
        }
        var all = new long[integers.shape().elements()];
        for (int i = 0; i < all.length; i++) {
            all[i] = integers.rawCode(i);
            if (all[i] != type.saturate(all[i])) {
                throw Problem
                        .of("the integer " + all[i] + " is beyond " + type.label() + ", which the input "
                                + Quoted.of(name) + " takes")
                        .remedy("Give integers from " + type.min() + " to " + type.max() + ".");
            }
        }
        return Codes.of(type, integers.shape(), all, null);
    }
}
