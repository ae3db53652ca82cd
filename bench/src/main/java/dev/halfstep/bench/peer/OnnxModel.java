package dev.halfstep.bench.peer;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.halfstep.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * A model in ONNX Runtime on one thread, with what its documentation advises for speed: all optimizations, a fixed batch, and tensors
 * over direct buffers that are made once, for the input and, pinned, for the output.
 */
final class OnnxModel implements Peer {

    /** Keeps ONNX Runtime from sending what it runs to its maker, and from crashing on the way where command lines are long. */
    private static final String NO_TELEMETRY = "ORT_DISABLE_TELEMETRY";

    private final OrtSession session;
    private final byte[] rows;
    private final ByteBuffer input;
    private final ByteBuffer output;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;

    private OnnxModel(Work work) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        session = environment.createSession(OnnxFile.toBytes(work.graph(), work.rows()), options());
        rows = Work.bytes(work.rowsIn());
        input = ByteBuffer.allocateDirect(rows.length);
        output = ByteBuffer.allocateDirect(work.outputShape().elements());
        inputs = Map.of(OnnxFile.INPUT, tensor(environment, input, work.inputShape()));
        outputs = Map.of(OnnxFile.OUTPUT, tensor(environment, output, work.outputShape()));
    }

    static OnnxModel of(Work work) {
        if (System.getenv(NO_TELEMETRY) == null) {
            throw new IllegalStateException("set the environment variable " + NO_TELEMETRY + " to 1");
        }
        try {
            return new OnnxModel(work);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not load the model", e);
        }
    }

    /** Without threads of its own there is nothing that could spin. */
    private static SessionOptions options() throws OrtException {
        var options = new SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
        options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }

    private static OnnxTensor tensor(OrtEnvironment environment, ByteBuffer bytes, Shape shape) throws OrtException {
        long[] extents = Arrays.stream(shape.toArray()).asLongStream().toArray();
        return OnnxTensor.createTensor(environment, bytes, extents, OnnxJavaType.UINT8);
    }

    @Override
    public Object run() {
        input.put(0, rows);
        try {
            session.run(inputs, outputs).close();
            return output;
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not run the model", e);
        }
    }

    @Override
    public byte[] result() {
        var bytes = new byte[output.capacity()];
        output.get(0, bytes);
        return bytes;
    }
}
