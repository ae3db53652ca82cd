package dev.halfstep.bench.peer;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.op.conv.Conv2D;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import dev.halfstep.tflite.TfliteReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Random;

/**
 * What all runtimes do: a model of one input and one output on a number of rows, the same each time.
 *
 * @param file the model as TensorFlow Lite reads it
 * @param graph the same model
 * @param rows how many run at once
 */
public record Work(Path file, Graph graph, int rows) {

    private static final long SEED = 1;
    /** So many rows of a result are checked. */
    private static final int CHECKED_ROWS = 1024;

    /** The work of a model file. */
    public static Work of(Path file, int rows) {
        return new Work(file, TfliteReader.read(file), rows);
    }

    /** The shape that goes in. */
    Shape inputShape() {
        return input().shape().with(0, rows);
    }

    /** The shape that comes out. */
    Shape outputShape() {
        return output().shape().with(0, rows);
    }

    private TensorInfo input() {
        return graph.inputTensors().getFirst();
    }

    private TensorInfo output() {
        return graph.outputTensors().getFirst();
    }

    /** What goes in: codes from the whole range of their type, or standard normal values. */
    Value rowsIn() {
        var random = new Random(SEED);
        Shape shape = inputShape();
        DType type = input().dtype();
        if (!type.isInteger()) {
            var values = new float[shape.elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return Tensor.of(shape, values);
        }
        var bytes = new byte[shape.elements()];
        random.nextBytes(bytes);
        return type == DType.UINT8 ? Codes.uint8(shape, bytes, input().quantization().orElseThrow())
                : Codes.int8(shape, bytes, input().quantization().orElseThrow());
    }

    /** The bytes of a tensor's contents, in the machine's byte order. */
    static byte[] bytes(Value value) {
        var bytes = new byte[Math.toIntExact(value.dtype().fileBytes(value.shape().elements()))];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        switch (value) {
            case Tensor real -> buffer.asFloatBuffer().put(real.values());
            case Codes codes -> codes.putRaw(buffer);
        }
        return bytes;
    }

    /** The multiply-adds of all layers and rows. */
    long multiplyAdds() {
        long sum = 0;
        for (Node node : graph.nodes()) {
            if (node.inputs().size() > 1) {
                Shape weights = graph.tensor(node.input(1)).shape();
                long outputs = graph.tensor(node.output()).shape().elements();
                sum += outputs * switch (node.op()) {
                    case FullyConnected dense -> weights.extent(1);
                    case Conv2D conv ->
                        conv.depthwise() ? weights.extent(1) * weights.extent(2)
                                : weights.elements() / weights.extent(0);
                    default -> 0;
                };
            }
        }
        return sum * rows;
    }

    /** The bytes of all tensors: constants once, what is computed for each row. */
    long bytesTouched() {
        return graph.tensors().stream()
                .mapToLong(t -> t.dtype().fileBytes(t.shape().elements()) * (t.isConstant() ? 1 : rows)).sum();
    }

    /**
     * The model in a runtime that has been seen to give what it should: Halfstep's codes are those of its reference kernels, others,
     * which round in other ways, may be some codes beside them, and real values differ by a part of their largest.
     *
     * @param codes how many codes others may be beside
     * @param part of the largest value by which real values may differ
     */
    public Peer loaded(Engine engine, int codes, double part) {
        Peer peer = engine.load(this);
        if (!engine.isFloor()) {
            peer.run();
            boolean exact = engine.isHalfstep() && output().dtype().isInteger();
            requireClose(engine, peer.result(), exact ? 0 : codes, part);
        }
        return peer;
    }

    private void requireClose(Engine engine, byte[] actual, int codes, double part) {
        Shape first = inputShape().with(0, Math.min(rows, CHECKED_ROWS));
        double[] expected =
                values(bytes(Interpreter.prepareReference(graph).run(rowsIn().slice(0, first))), output().dtype());
        double[] got = values(actual, output().dtype());
        double largest = 0;
        for (double value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        double tolerance = output().dtype().isInteger() ? codes : part * largest;
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(got[i] - expected[i]) <= tolerance)) {
                throw new IllegalStateException(engine.label() + " gives " + got[i] + " in place " + i
                        + ", Halfstep's reference kernels give " + expected[i] + "; more than " + tolerance + " apart");
            }
        }
    }

    private static double[] values(byte[] bytes, DType type) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        var values = new double[bytes.length / type.bytes()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case UINT8 -> Byte.toUnsignedInt(bytes[i]);
                case INT8 -> bytes[i];
                case FLOAT32 -> buffer.getFloat(i * Float.BYTES);
                case FLOAT16, INT4, INT16, INT32, INT64, BOOL -> throw new IllegalArgumentException(type.label());
            };
        }
        return values;
    }
}
