import org.jspecify.annotations.NullMarked;

/** Models, the integer interpreter, calibration, quantization, evaluation and error bounds. */
@NullMarked module dev.halfstep.core {
    requires com.fasterxml.jackson.databind;
    requires flatbuffers.java;
    requires static jdk.incubator.vector;
    requires static transitive org.jspecify;

    exports dev.halfstep.problem;
    exports dev.halfstep.file;
    exports dev.halfstep.json;
    exports dev.halfstep.tensor;
    exports dev.halfstep.op;
    exports dev.halfstep.graph;
    exports dev.halfstep.tflite;
    exports dev.halfstep.interpret;
    exports dev.halfstep.calibrate;
    exports dev.halfstep.fit;
    exports dev.halfstep.quantize;
    exports dev.halfstep.evaluate;
    exports dev.halfstep.explain;
    exports dev.halfstep.search;
}
