package dev.halfstep.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.op.Op;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** ONNX Runtime, which says what a model gives. */
final class Judge {

    /** Keeps ONNX Runtime from sending what it runs to its maker. */
    private static final String NO_TELEMETRY = "ORT_DISABLE_TELEMETRY";
    private static final int ROWS = 3;
    private static final double CLOSE = 1e-5;

    private Judge() {}

    /** The network that becomes of a file, as it is read back from what is written. */
    static Graph read(OnnxFile file) {
        Graph graph = new OnnxFormat().read(Optional.empty(), file.bytes());
        return TfliteReader.read(TfliteWriter.toBytes(graph));
    }

    /** The names of the ops that become of a file, which {@link #agrees}. */
    static List<String> ops(OnnxFile file) {
        return agrees(file).nodes().stream().map(Node::op).map(Op::name).toList();
    }

    /** Makes sure that a file gives what ONNX Runtime gives, for random inputs and a batch of several rows where it is open. */
    static Graph agrees(OnnxFile file) {
        return agrees(file, CLOSE);
    }

    /** The same with a largest deviation of values around 1. */
    static Graph agrees(OnnxFile file, double close) {
        Graph graph = read(file);
        var random = new SplittableRandom(3);
        List<Value> inputs = graph.inputTensors().stream().map(tensor -> input(tensor, random)).toList();
        List<Value> found = Interpreter.prepare(graph).run(inputs);
        List<Tensor> expected = expected(file.bytes(), graph, inputs);
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i).shape()).as("shape of output %d", i).isEqualTo(expected.get(i).shape());
            float[] own = values(found.get(i));
            float[] theirs = expected.get(i).values();
            for (int j = 0; j < own.length; j++) {
                double allowed = close * Math.max(1, Math.abs(theirs[j]));
                assertThat((double) own[j]).as("output %d at %d", i, j).isCloseTo(theirs[j], within(allowed));
            }
        }
        return graph;
    }

    private static Value input(TensorInfo tensor, SplittableRandom random) {
        Shape shape = tensor.signature();
        if (!shape.isKnown()) {
            shape = shape.with(0, ROWS);
        }
        if (tensor.dtype() == DType.FLOAT32) {
            var values = new float[shape.elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (4 * random.nextDouble() - 2);
            }
            return Tensor.of(shape, values);
        }
        return Codes.of(tensor.dtype(), shape, random.longs(shape.elements(), 0, 3).toArray(), null);
    }

    private static float[] values(Value value) {
        return switch (value) {
            case Tensor tensor -> tensor.values();
            case Codes codes -> {
                var values = new float[codes.shape().elements()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = codes.rawCode(i);
                }
                yield values;
            }
        };
    }

    /** What ONNX Runtime gives, without any change to the network. */
    private static List<Tensor> expected(byte[] file, Graph graph, List<Value> inputs) {
        assumeTrue(System.getenv(NO_TELEMETRY) != null, "ORT_DISABLE_TELEMETRY is not set");
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        try (var options = new SessionOptions()) {
            options.setOptimizationLevel(SessionOptions.OptLevel.NO_OPT);
            options.setIntraOpNumThreads(1);
            try (OrtSession session = environment.createSession(file, options)) {
                Map<String, OnnxTensor> given = new HashMap<>();
                for (int i = 0; i < inputs.size(); i++) {
                    given.put(graph.inputTensors().get(i).name(), tensor(environment, inputs.get(i)));
                }
                try (var result = session.run(given)) {
                    var values = new ArrayList<Tensor>();
                    for (TensorInfo output : graph.outputTensors()) {
                        values.add(real((OnnxTensor) result.get(output.name()).orElseThrow()));
                    }
                    return values;
                }
            }
        } catch (OrtException e) {
            throw new AssertionError(e);
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, Value value) throws OrtException {
        long[] shape = Arrays.stream(value.shape().toArray()).asLongStream().toArray();
        return switch (value) {
            case Tensor tensor -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(tensor.values()), shape);
            case Codes codes -> switch (codes.dtype()) {
                case INT64 -> OnnxTensor.createTensor(environment, LongBuffer.wrap(codes.rawLongs()), shape);
                case UINT8 -> OnnxTensor.createTensor(environment, direct(codes.rawBytes()), shape, OnnxJavaType.UINT8);
                case INT8 -> OnnxTensor.createTensor(environment, direct(codes.rawBytes()), shape, OnnxJavaType.INT8);
                case BOOL -> OnnxTensor.createTensor(environment, direct(codes.rawBytes()), shape, OnnxJavaType.BOOL);
                case FLOAT32, FLOAT16, INT4, INT16, INT32 -> throw new AssertionError(codes.dtype());
            };
        };
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder()).put(bytes).flip();
    }

    private static Tensor real(OnnxTensor tensor) {
        Shape shape = Shape.of(Arrays.stream(tensor.getInfo().getShape()).mapToInt(Math::toIntExact).toArray());
        return Tensor.of(shape, values(tensor));
    }

    private static float[] values(OnnxTensor tensor) {
        if (tensor.getInfo().type == OnnxJavaType.FLOAT) {
            float[] values = new float[tensor.getFloatBuffer().remaining()];
            tensor.getFloatBuffer().get(values);
            return values;
        }
        ByteBuffer bytes = tensor.getByteBuffer().order(ByteOrder.nativeOrder());
        int size = tensor.getInfo().type.size;
        var values = new float[bytes.remaining() / size];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (tensor.getInfo().type) {
                case INT64 -> bytes.getLong();
                case INT32 -> bytes.getInt();
                case UINT8 -> Byte.toUnsignedInt(bytes.get());
                default -> bytes.get();
            };
        }
        return values;
    }
}
