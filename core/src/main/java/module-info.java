import org.jspecify.annotations.NullMarked;

/** Models, the integer interpreter, calibration, quantization, evaluation and error bounds. */
@SuppressWarnings("module") // modules of the house that core does not see
@NullMarked module dev.halfstep.core {
    requires com.fasterxml.jackson.core;
    requires flatbuffers.java;
    requires static transitive org.jspecify;

    exports dev.halfstep.problem;
    exports dev.halfstep.file;
    exports dev.halfstep.json;
    exports dev.halfstep.tensor;
    exports dev.halfstep.tensor.npy;
    exports dev.halfstep.lower;
    exports dev.halfstep.lower.rounding;
    exports dev.halfstep.op;
    exports dev.halfstep.op.coding;
    exports dev.halfstep.op.conv;
    exports dev.halfstep.op.dense;
    exports dev.halfstep.op.elementwise;
    exports dev.halfstep.op.lstm;
    exports dev.halfstep.op.move;
    exports dev.halfstep.op.reduce;
    exports dev.halfstep.graph;
    exports dev.halfstep.tflite;
    exports dev.halfstep.format;
    exports dev.halfstep.assemble;
    exports dev.halfstep.interpret;
    exports dev.halfstep.calibrate;
    exports dev.halfstep.quantize;
    exports dev.halfstep.quantize.chain;
    exports dev.halfstep.certify;
    exports dev.halfstep.certify.domain;
    exports dev.halfstep.evaluate;
    exports dev.halfstep.explain;
    exports dev.halfstep.explain.budget;
    exports dev.halfstep.explain.codes;
    exports dev.halfstep.explain.misuse;
    exports dev.halfstep.explain.subject;
    exports dev.halfstep.search;
    exports dev.halfstep.gather to dev.halfstep.data;
    exports dev.halfstep.kernel to dev.halfstep.vector;
    exports dev.halfstep.kernel.array to dev.halfstep.vector;
    exports dev.halfstep.kernel.conv to dev.halfstep.vector;
    exports dev.halfstep.kernel.dense to dev.halfstep.vector;

    uses dev.halfstep.format.ModelFormat;
    uses dev.halfstep.kernel.Kernels;
}
