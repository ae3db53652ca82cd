package dev.halfstep.op;

import dev.halfstep.lower.Lowered;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tflite.OpTypes;
import java.util.List;
import java.util.Optional;

/**
 * What a node does, with everything that the rest of Halfstep has to know of it: which tensors it takes, the shapes that follow,
 * how it stands in a file, how it runs, and how it is quantized. An op is one record in the package of
 * its family and one line in {@link OpTypes}; nothing else lists ops.
 */
public interface Op {

    /** Its row in the table of ops. */
    OpType type();

    /** The name that TensorFlow Lite gives the op, such as {@code FULLY_CONNECTED}. */
    default String name() {
        return type().name();
    }

    /**
     * Refuses tensors that the op has no kernel for. How many there are, and the type of the {@linkplain OpType#data data}, have
     * been checked before. Unless an op says otherwise, first input and output are alike.
     *
     * @param operands with their declared shapes
     * @throws Problem if types or quantizations do not go together
     */
    default void check(Operands operands) {
        Operands.requireAlike(operands.input(0), operands.output());
    }

    /**
     * The shapes of the outputs that follow from what goes in: that of the first input, unless an op says otherwise.
     *
     * @param operands with known contents for all of {@link #shapeOperands}
     * @return one shape for each output
     * @throws Problem if the shapes do not go together
     */
    default List<Shape> outputShapes(Operands operands) {
        return List.of(operands.shape(0));
    }

    /** Positions of inputs whose contents decide the outputs' shapes. */
    default List<Integer> shapeOperands() {
        return type().shapeOperands();
    }

    /** The same on these tensors, of which some may decide nothing. */
    default List<Integer> shapeOperands(Operands operands) {
        return shapeOperands();
    }

    /** Whether the outputs depend on the contents of the inputs, not only on their shapes. */
    default boolean readsContents() {
        return true;
    }

    /**
     * Whether a sample of a batch may depend on its neighbours along the first axis, although the extents of that axis go through
     * the op unchanged or all multiplied by the same number. Ops for which that shows in the shapes need not say so.
     */
    default boolean mixesSamples(Operands operands) {
        return false;
    }

    /**
     * What the op computes on these tensors: its exact arithmetic, as data.
     *
     * @param operands with the shapes of a run, and the contents of what is known before it
     * @throws Problem if scales are beyond what the reference kernel's arithmetic is defined for
     */
    Lowered lower(Operands operands);

    /** A bound on the memory that it takes to make the op ready to run, in bytes. */
    default long preparedBytes(Operands operands) {
        return 4096;
    }

    /** The options as the file holds them; empty for an op without any. */
    default Options options(Operands operands) {
        return Options.NONE;
    }

    /**
     * The version of the op that its types call for, as TensorFlow 2.21 writes it: an older interpreter refuses the file instead
     * of running it wrongly. The one that brought the type of the data, unless an op says otherwise.
     */
    default int version(Operands operands) {
        return type().version(operands.dtype(type().data()));
    }

    /** The activation that is fused into the op. */
    default Activation activation() {
        return Activation.NONE;
    }

    /** This op with another activation fused into it; empty for an op that fuses none. */
    default Optional<Op> withActivation(Activation other) {
        return Optional.empty();
    }

    /** This op as it stands in a model whose activations are codes of a type. */
    default Op withActivations(DType codes) {
        return this;
    }

    /** This op as it stands in a model that keeps real activations and has int8 weights. */
    default Op withCodedWeights() {
        return this;
    }

    /** How it is quantized. */
    default QuantizationRule quantization() {
        return type().quantization();
    }
}
