package dev.halfstep.interpret;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.graph.TensorInfo;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.List;

/** The contents of all tensors during a run, for one set of input shapes. */
final class Frame {

    private final Graph graph;
    private final Shape[] shapes;
    /** {@code float[]}, {@code byte[]}, {@code short[]}, {@code int[]} or {@code long[]}, by the tensor's type. */
    private final Object[] arrays;

    /**
     * @param inputShapes one for each input of the graph
     * @throws Problem if the shapes do not go through the graph, or need more memory than there is
     */
    Frame(Graph graph, List<Shape> inputShapes) {
        this.graph = graph;
        shapes = graph.tensors().stream().map(TensorInfo::shape).toArray(Shape[]::new);
        arrays = new Object[shapes.length];
        for (int i = 0; i < inputShapes.size(); i++) {
            shapes[graph.inputs().get(i)] = inputShapes.get(i);
        }
        for (Node node : graph.nodes()) {
            List<Shape> inputs = node.inputs().stream().filter(t -> t != Node.ABSENT).map(t -> shapes[t]).toList();
            List<Shape> outputs = node.op().outputShapes(inputs);
            for (int i = 0; i < outputs.size(); i++) {
                shapes[node.outputs().get(i)] = outputs.get(i);
            }
        }
        allocate();
    }

    private void allocate() {
        requireMemory();
        for (int t = 0; t < arrays.length; t++) {
            TensorInfo tensor = graph.tensor(t);
            Shape shape = shapes[t];
            arrays[t] = tensor.constant().map(Frame::array)
                    .orElseGet(() -> newArray(tensor.dtype(), shape.elements()));
        }
    }

    private void requireMemory() {
        long bytes = 0;
        for (int t = 0; t < arrays.length; t++) {
            if (!graph.tensor(t).isConstant()) {
                bytes += (long) shapes[t].elements() * inMemory(graph.tensor(t).dtype());
            }
        }
        Memory.require("running it", bytes);
    }

    /** Half-precision values are computed as {@code float}. */
    private static int inMemory(DType dtype) {
        return dtype == DType.FLOAT16 ? DType.FLOAT32.bytes() : dtype.bytes();
    }

    private static Object newArray(DType dtype, int length) {
        return switch (dtype) {
            case FLOAT32, FLOAT16 -> new float[length];
            case INT8, UINT8 -> new byte[length];
            case INT16 -> new short[length];
            case INT32 -> new int[length];
            case INT64 -> new long[length];
        };
    }

    private static Object array(Value value) {
        return switch (value) {
            case Tensor real -> real.values();
            case Codes codes -> switch (codes.dtype()) {
                case INT8, UINT8 -> codes.rawBytes();
                case INT16 -> codes.rawShorts();
                case INT32 -> codes.rawInts();
                case INT64 -> codes.rawLongs();
                case FLOAT32, FLOAT16 -> throw new AssertionError(codes.dtype());
            };
        };
    }

    boolean fits(List<Shape> inputShapes) {
        for (int i = 0; i < inputShapes.size(); i++) {
            if (!shapes[graph.inputs().get(i)].equals(inputShapes.get(i))) {
                return false;
            }
        }
        return true;
    }

    Shape shape(int tensor) {
        return shapes[tensor];
    }

    float[] floats(int tensor) {
        return (float[]) arrays[tensor];
    }

    byte[] bytes(int tensor) {
        return (byte[]) arrays[tensor];
    }

    short[] shorts(int tensor) {
        return (short[]) arrays[tensor];
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // both are arrays of the tensor's type
    void put(int tensor, Value value) {
        Object source = array(value);
        System.arraycopy(source, 0, arrays[tensor], 0, value.shape().elements());
    }

    /** A copy of a tensor's contents. */
    Value get(int tensor) {
        TensorInfo info = graph.tensor(tensor);
        Shape shape = shapes[tensor];
        var quantization = info.quantization().orElse(null);
        return switch (info.dtype()) {
            case FLOAT32 -> Tensor.of(shape, floats(tensor).clone());
            case FLOAT16 -> Tensor.half(shape, floats(tensor));
            case INT8 -> Codes.int8(shape, bytes(tensor).clone(), quantization);
            case UINT8 -> Codes.uint8(shape, bytes(tensor).clone(), quantization);
            case INT16 -> Codes.int16(shape, shorts(tensor).clone(), quantization);
            case INT32 -> Codes.int32(shape, ((int[]) arrays[tensor]).clone(), quantization);
            case INT64 -> Codes.int64(shape, ((long[]) arrays[tensor]).clone(), quantization);
        };
    }
}
