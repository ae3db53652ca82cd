package dev.halfstep.op;

import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of one node, as the op sees them: by position. The contents of an input are there if they are known before anything
 * runs, because it is constant or follows from constants and shapes.
 *
 * @param inputs in the op's order; {@code null} where an optional one is left out
 * @param outputs in the op's order
 * @param intermediates what the op computes on the way, where a file tells its scales
 */
public record Operands(List<@Nullable TensorInfo> inputs, List<TensorInfo> outputs, List<TensorInfo> intermediates) {

    public Operands {
        inputs = Collections.unmodifiableList(new ArrayList<>(inputs));
        outputs = List.copyOf(outputs);
        intermediates = List.copyOf(intermediates);
    }

    /** The tensors of a node without intermediates. */
    public Operands(List<@Nullable TensorInfo> inputs, List<TensorInfo> outputs) {
        this(inputs, outputs, List.of());
    }

    /** Whether an input is there. */
    public boolean has(int input) {
        return input < inputs.size() && inputs.get(input) != null;
    }

    /** An input that is there. */
    public TensorInfo input(int position) {
        return Objects.requireNonNull(inputs.get(position));
    }

    /** The first output. */
    public TensorInfo output() {
        return outputs.getFirst();
    }

    /** The shape of an input. */
    public Shape shape(int input) {
        return input(input).shape();
    }

    /** The type of an input. */
    public DType dtype(int input) {
        return input(input).dtype();
    }

    /** What the codes of an input stand for, with one scale for the whole tensor. */
    public Quantization scale(int input) {
        return input(input).quantization().orElseThrow();
    }

    /** What the codes of the first output stand for. */
    public Quantization outputScale() {
        return output().quantization().orElseThrow();
    }

    /** Whether the contents of an input are known. */
    public boolean knows(int input) {
        return has(input) && input(input).isConstant();
    }

    /** Whether an input is the same in each run, because it is known or not there. */
    public boolean isFixed(int input) {
        return !has(input) || knows(input);
    }

    /** The values of an input that are known, not copied: to be read only. */
    public float[] floats(int input) {
        return ((Tensor) contents(input)).values();
    }

    /** The bytes of 8-bit codes that are known, not copied: to be read only. */
    public byte[] bytes(int input) {
        return ((Codes) contents(input)).rawBytes();
    }

    /** The int16 codes of an input that are known, not copied: to be read only. */
    public short[] shorts(int input) {
        return ((Codes) contents(input)).rawShorts();
    }

    /** The int32 codes of an input that are known, not copied: to be read only. */
    public int[] ints(int input) {
        return ((Codes) contents(input)).rawInts();
    }

    /** The int64 codes of an input that are known, not copied: to be read only. */
    public long[] longs(int input) {
        return ((Codes) contents(input)).rawLongs();
    }

    private Value contents(int input) {
        return input(input).constant().orElseThrow();
    }

    /**
     * The contents of an integer input that are known, such as axes or paddings.
     *
     * @throws Problem if they are not integers
     */
    public long[] integers(int input) {
        TensorInfo tensor = input(input);
        if (!(tensor.constant().orElseThrow() instanceof Codes codes)) {
            throw Problem.of(Quoted.of(tensor.name()) + " must hold integers, not " + tensor.dtype().label());
        }
        var integers = new long[codes.shape().elements()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = codes.rawCode(i);
        }
        return integers;
    }

    /**
     * Refuses a node. The message is made only when it is needed: names may be long, and checks are many.
     *
     * @throws Problem if {@code holds} is false
     */
    public static void require(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw Problem.of(otherwise.get());
        }
    }

    /**
     * Makes sure that a tensor of 8-bit or 16-bit codes has one scale, other than 0; int16 also a zero point of 0.
     *
     * @throws Problem if not
     */
    public static void requireCodes(TensorInfo tensor) {
        requireCodesOrZeros(tensor);
        require(!tensor.quantization().orElseThrow().hasZeroScale(),
                () -> Quoted.of(tensor.name()) + " has a scale of 0");
    }

    /**
     * The same for what goes in where it is only multiplied by its scale: that may be 0 if all that the codes stand for is 0.
     *
     * @throws Problem if not
     */
    public static void requireCodesOrZeros(TensorInfo tensor) {
        require(tensor.quantization().isPresent() && tensor.quantization().get().channels() == 1,
                () -> Quoted.of(tensor.name()) + " has no scale of its own");
        require(tensor.dtype() != DType.INT16 || tensor.quantization().get().zeroPoint() == 0,
                () -> Quoted.of(tensor.name()) + " is int16 with a zero point other than 0");
    }

    /**
     * Makes sure that tensors have the same type.
     *
     * @throws Problem if not
     */
    public static void requireSameType(TensorInfo first, TensorInfo second) {
        require(first.dtype() == second.dtype(), () -> Quoted.of(first.name()) + " of type " + first.dtype().label()
                + " and " + Quoted.of(second.name()) + " of type " + second.dtype().label() + " do not go together");
    }

    /**
     * Makes sure that tensors have the same type, and one scale each if that is a type of codes.
     *
     * @throws Problem if not
     */
    public static void requireAlike(TensorInfo first, TensorInfo second) {
        requireSameType(first, second);
        if (first.dtype().isCode()) {
            requireCodes(first);
            requireCodes(second);
        }
    }

    /**
     * Makes sure that codes stand for the same values, for kernels that do not rescale.
     *
     * @throws Problem if not
     */
    public static void requireSameScale(TensorInfo data, TensorInfo other) {
        boolean same = data.quantization().isEmpty() && other.quantization().isEmpty();
        if (data.quantization().isPresent() && other.quantization().isPresent()) {
            same = data.quantization().get().channels() == 1
                    && data.quantization().get().equals(other.quantization().get());
        }
        boolean fits = same || !data.dtype().isCode();
        require(fits,
                () -> Quoted.of(data.name()) + " and " + Quoted.of(other.name())
                        + " must have the same scale and zero point");
    }

    /** {@code 'name' of type int8 is not ...}. */
    public static String notATypeOf(TensorInfo tensor, String what) {
        return Quoted.of(tensor.name()) + " of type " + tensor.dtype().label() + " is not " + what;
    }
}
