package dev.halfstep.bench.peer;

import java.util.Arrays;

/** Everything that does a {@link Work}, in the order of the page. */
public enum Engine {
    HALFSTEP("halfstep", "Halfstep"),
    HALFSTEP_REFERENCE("halfstep-reference", "Halfstep, reference kernels"),
    TFLITE_REFERENCE("tflite-reference", "TFLite, reference kernels"),
    TFLITE_BUILTIN("tflite-builtin", "TFLite, its own kernels"),
    TFLITE_XNNPACK("tflite-xnnpack", "TFLite, XNNPACK"),
    ONNX_RUNTIME("onnxruntime", "ONNX Runtime"),
    FLOOR_COPY("floor-copy", "floor: a copy of the bytes touched"),
    FLOOR_PEAK("floor-peak", "floor: the multiply-adds as float32 FMA");

    private final String id;
    private final String label;

    Engine(String id, String label) {
        this.id = id;
        this.label = label;
    }

    /** The engine of a name that JMH knows. */
    public static Engine of(String id) {
        return Arrays.stream(values()).filter(engine -> engine.id.equals(id)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no engine " + id));
    }

    public String id() {
        return id;
    }

    public String label() {
        return label;
    }

    boolean isHalfstep() {
        return this == HALFSTEP || this == HALFSTEP_REFERENCE;
    }

    boolean isFloor() {
        return this == FLOOR_COPY || this == FLOOR_PEAK;
    }

    Peer load(Work work) {
        return switch (this) {
            case HALFSTEP -> HalfstepModel.fast(work);
            case HALFSTEP_REFERENCE -> HalfstepModel.reference(work);
            case TFLITE_REFERENCE -> TfliteModel.reference(work);
            case TFLITE_BUILTIN -> TfliteModel.builtin(work);
            case TFLITE_XNNPACK -> TfliteModel.xnnpack(work);
            case ONNX_RUNTIME -> OnnxModel.of(work);
            case FLOOR_COPY -> CopyFloor.of(work);
            case FLOOR_PEAK -> PeakFloor.of(work);
        };
    }
}
