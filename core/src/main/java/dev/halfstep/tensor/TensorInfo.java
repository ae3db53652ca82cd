package dev.halfstep.tensor;

import java.util.Optional;

/**
 * What a graph knows of one of its tensors.
 *
 * @param name as in the model file; need not be unique
 * @param dtype element type
 * @param shape extents for a batch of one, or whatever the file states
 * @param signature the shape with its open extents; equal to {@code shape} where none is open
 * @param quantization what the codes stand for, if they are codes of real values
 * @param constant the contents, if they are fixed
 * @param isVariable whether it holds a state, which is 0 at the start of every run: for codes, the zero point
 */
public record TensorInfo(String name, DType dtype, Shape shape, Shape signature, Optional<Quantization> quantization,
        Optional<Value> constant, boolean isVariable) {

    /** A tensor without a state. */
    public TensorInfo(String name, DType dtype, Shape shape, Shape signature, Optional<Quantization> quantization,
            Optional<Value> constant) {
        this(name, dtype, shape, signature, quantization, constant, false);
    }

    /** A tensor of real values that is computed. */
    public static TensorInfo real(String name, Shape shape) {
        return new TensorInfo(name, DType.FLOAT32, shape, shape, Optional.empty(), Optional.empty());
    }

    /** A tensor of codes that is computed. */
    public static TensorInfo codes(String name, DType dtype, Shape shape, Quantization quantization) {
        return new TensorInfo(name, dtype, shape, shape, Optional.of(quantization), Optional.empty());
    }

    /** A tensor with fixed contents. */
    public static TensorInfo constant(String name, Value value) {
        Optional<Quantization> quantization = switch (value) {
            case Tensor real -> Optional.empty();
            case Codes codes -> codes.quantization();
        };
        return new TensorInfo(name, value.dtype(), value.shape(), value.shape(), quantization, Optional.of(value));
    }

    /** This tensor as one that holds a state. */
    public TensorInfo asVariable() {
        return new TensorInfo(name, dtype, shape, signature, quantization, Optional.empty(), true);
    }

    /** This tensor with an open batch: the first extent is known only when the model runs. */
    public TensorInfo withOpenBatch() {
        return new TensorInfo(name, dtype, shape, shape.with(0, Shape.UNKNOWN), quantization, constant, isVariable);
    }

    /** This tensor as codes: same name and shapes. */
    public TensorInfo asCodes(DType codeType, Quantization codeQuantization) {
        return new TensorInfo(name, codeType, shape, signature, Optional.of(codeQuantization), Optional.empty());
    }

    /** This tensor with another extent on one axis. */
    public TensorInfo withExtent(int axis, int extent) {
        return new TensorInfo(name, dtype, shape.with(axis, extent), signature.with(axis, extent), quantization,
                constant, isVariable);
    }

    /** This tensor with the shape that it has in one run. */
    public TensorInfo withShape(Shape other) {
        return new TensorInfo(name, dtype, other, signature, quantization, constant, isVariable);
    }

    /** This tensor with contents that are known before anything runs. */
    public TensorInfo withContents(Value contents) {
        return new TensorInfo(name, dtype, contents.shape(), signature, quantization, Optional.of(contents));
    }

    public TensorInfo withName(String other) {
        return new TensorInfo(other, dtype, shape, signature, quantization, constant, isVariable);
    }

    public boolean isConstant() {
        return constant.isPresent();
    }
}
