package dev.halfstep.ort;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** ONNX Runtime, as the judge of files that we write. */
public final class OrtJudge implements AutoCloseable {

    /** Keeps ONNX Runtime from sending what it runs to its maker. */
    private static final String NO_TELEMETRY = "ORT_DISABLE_TELEMETRY";

    /** How a session treats a graph before it runs it. */
    public enum Mode {
        /** Every operator as it stands. */
        AS_IS,
        /** With all that its optimizer does: fused operators, integer kernels for what stands between codes. */
        OPTIMIZED
    }

    private final OrtSession session;

    private OrtJudge(OrtSession session) {
        this.session = session;
    }

    /** Whether ONNX Runtime may run here. */
    public static boolean isAllowed() {
        return System.getenv(NO_TELEMETRY) != null;
    }

    /** Skips a test, with a word, where ONNX Runtime must not run. */
    public static void assume() {
        assumeTrue(isAllowed(),
                () -> "skipped: the environment variable " + NO_TELEMETRY + " is not set");
    }

    /** Loads a model. */
    public static OrtJudge of(byte[] model, Mode mode) throws OrtException {
        assume();
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        try (var options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(mode == Mode.AS_IS ? OptLevel.NO_OPT : OptLevel.ALL_OPT);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            return new OrtJudge(environment.createSession(model, options));
        }
    }

    /** The names of what goes in, in the model's order. */
    public List<String> inputs() {
        return List.copyOf(session.getInputNames());
    }

    /** The names of what comes out, in the model's order. */
    public List<String> outputs() {
        return List.copyOf(session.getOutputNames());
    }

    /** What the model says of itself. */
    public Map<String, String> metadata() throws OrtException {
        return session.getMetadata().getCustomMetadata();
    }

    /** Runs the model on a value for each input; codes come out as bare integers. */
    public List<Value> run(List<Value> values) throws OrtException {
        Map<String, OnnxTensor> fed = new LinkedHashMap<>();
        List<String> names = inputs();
        for (int i = 0; i < values.size(); i++) {
            if (i < names.size()) {
                fed.put(names.get(i), tensor(values.get(i)));
            }
        }
        return run(fed);
    }

    /** Runs the model on tensors, which are closed. */
    public List<Value> run(Map<String, OnnxTensor> fed) throws OrtException {
        try (OrtSession.Result result = session.run(fed)) {
            var values = new ArrayList<Value>();
            for (Map.Entry<String, OnnxValue> output : result) {
                values.add(value((OnnxTensor) output.getValue()));
            }
            return values;
        } finally {
            fed.values().forEach(OnnxTensor::close);
        }
    }

    /** A tensor of ONNX Runtime. */
    public static OnnxTensor tensor(Value value) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        int elements = value.shape().elements();
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.max(1, elements * value.dtype().bytes()))
                .order(ByteOrder.nativeOrder());
        switch (value) {
            case Tensor real -> {
                for (float each : real.values()) {
                    if (real.dtype() == DType.FLOAT16) {
                        bytes.putShort(Float.floatToFloat16(each));
                    } else {
                        bytes.putFloat(each);
                    }
                }
            }
            case Codes codes -> codes.putRaw(bytes);
        }
        bytes.rewind().limit(elements * value.dtype().bytes());
        long[] extents = Arrays.stream(value.shape().toArray()).asLongStream().toArray();
        return OnnxTensor.createTensor(environment, bytes, extents, type(value.dtype()));
    }

    private static OnnxJavaType type(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> OnnxJavaType.FLOAT;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case UINT8 -> OnnxJavaType.UINT8;
            case INT8, INT4 -> OnnxJavaType.INT8;
            case INT16 -> OnnxJavaType.INT16;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
            case BOOL -> OnnxJavaType.BOOL;
        };
    }

    private static Value value(OnnxTensor tensor) {
        TensorInfo info = tensor.getInfo();
        Shape shape = Shape.of(Arrays.stream(info.getShape()).mapToInt(Math::toIntExact).toArray());
        int elements = shape.elements();
        ByteBuffer bytes =
                elements == 0 ? ByteBuffer.allocate(0) : tensor.getByteBuffer().order(ByteOrder.nativeOrder());
        if (info.type == OnnxJavaType.FLOAT) {
            var values = new float[elements];
            for (int i = 0; i < elements; i++) {
                values[i] = bytes.getFloat();
            }
            return Tensor.of(shape, values);
        }
        DType dtype = switch (info.type) {
            case UINT8 -> DType.UINT8;
            case INT8 -> DType.INT8;
            case INT16 -> DType.INT16;
            case INT32 -> DType.INT32;
            case INT64 -> DType.INT64;
            case BOOL -> DType.BOOL;
            default -> throw new IllegalArgumentException(info.type.toString());
        };
        var integers = new long[elements];
        for (int i = 0; i < elements; i++) {
            integers[i] = switch (dtype.bytes()) {
                case 1 -> dtype == DType.UINT8 ? bytes.get() & 0xff : bytes.get();
                case 2 -> bytes.getShort();
                case 4 -> bytes.getInt();
                default -> bytes.getLong();
            };
        }
        return Codes.of(dtype, shape, integers, null);
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
