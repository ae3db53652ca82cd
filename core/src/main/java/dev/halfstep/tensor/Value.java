package dev.halfstep.tensor;

/** What a tensor holds: real values or integer codes. The two do not mix; see {@link Codes}. */
public sealed interface Value permits Tensor, Codes {

    Shape shape();

    DType dtype();
}
