package dev.halfstep.judge;

/** Which of TensorFlow Lite's kernels compute. */
public enum Resolver {
    /** The reference kernels ({@code BuiltinRefOpResolver}): those that our interpreter equals, code for code. */
    REFERENCE,
    /** The optimised kernels, without delegates. */
    BUILTIN,
    /** XNNPACK for the operators that it knows, the optimised kernels for the others: what applications get. */
    XNNPACK
}
