package dev.halfstep.interpret;

import dev.halfstep.graph.Dequantize;
import dev.halfstep.graph.FullyConnected;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.graph.Quantize;
import dev.halfstep.graph.TensorInfo;
import dev.halfstep.kernel.FixedPoint;
import dev.halfstep.kernel.FixedPoint.Multiplier;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.Optional;

/** Makes nodes ready to run: finds the kernel for an op and its types. */
final class Steps {

    /** A scale and a 64-bit bias, or less. */
    private static final int BYTES_PER_OUTPUT = 16;

    private Steps() {}

    static Step of(Graph graph, Node node) {
        return switch (node.op()) {
            case FullyConnected dense -> DenseSteps.of(graph, node, dense);
            case Quantize quantize -> quantize(graph, node);
            case Dequantize dequantize -> dequantize(graph, node);
        };
    }

    private static Step quantize(Graph graph, Node node) {
        int in = node.input(0);
        int out = node.output();
        TensorInfo from = graph.tensor(in);
        TensorInfo to = graph.tensor(out);
        Quantization target = to.quantization().orElseThrow();
        if (from.dtype() == DType.FLOAT32) {
            return frame -> {
                float[] values = frame.floats(in);
                for (int i = 0; i < values.length; i++) {
                    putCode(frame, out, to.dtype(), i, target.quantize(values[i], to.dtype()));
                }
            };
        }
        Quantization source = from.quantization().orElseThrow();
        Multiplier multiplier = Multiplier.of((double) source.scale() / target.scale());
        requireShift(multiplier);
        int fromZero = (int) source.zeroPoint();
        int toZero = (int) target.zeroPoint();
        return frame -> {
            for (int i = 0; i < frame.shape(in).elements(); i++) {
                int code = code(frame, in, from.dtype(), i) - fromZero;
                long scaled = FixedPoint.multiply(code, multiplier.multiplier(), multiplier.shift());
                putCode(frame, out, to.dtype(), i, to.dtype().saturate(scaled + toZero));
            }
        };
    }

    private static Step dequantize(Graph graph, Node node) {
        int in = node.input(0);
        int out = node.output();
        TensorInfo from = graph.tensor(in);
        Optional<Quantization> source = from.quantization();
        if (from.dtype() == DType.FLOAT16) {
            return frame -> System.arraycopy(frame.floats(in), 0, frame.floats(out), 0, frame.floats(in).length);
        }
        if (source.orElseThrow().channels() == 1 && isSmall(from.dtype())) {
            return frame -> {
                float[] values = frame.floats(out);
                for (int i = 0; i < values.length; i++) {
                    values[i] = source.get().dequantize(code(frame, in, from.dtype(), i), 0);
                }
            };
        }
        return frame -> {
            float[] values = ((Codes) frame.get(in)).dequantize().values();
            System.arraycopy(values, 0, frame.floats(out), 0, values.length);
        };
    }

    /**
     * Refuses networks whose layers share weights so often that their parameters, which each layer has for itself, would need
     * many times the memory that the file does.
     */
    static void requireMemory(Graph graph) {
        long outputs = 0;
        for (Node node : graph.nodes()) {
            if (node.op() instanceof FullyConnected) {
                outputs += graph.tensor(node.input(FullyConnected.WEIGHTS)).shape().extent(0);
            }
        }
        Memory.require("preparing it", outputs * BYTES_PER_OUTPUT);
    }

    /**
     * @throws Problem if a scale ratio is so large that the reference kernel's arithmetic is not defined
     */
    private static void requireShift(Multiplier multiplier) {
        if (multiplier.shift() > FixedPoint.MAX_SHIFT) {
            throw Problem.of(
                    "the scales of its tensors are too far apart: rescaling by more than 2^" + FixedPoint.MAX_SHIFT);
        }
    }

    private static boolean isSmall(DType dtype) {
        return dtype == DType.INT8 || dtype == DType.UINT8 || dtype == DType.INT16;
    }

    private static int code(Frame frame, int tensor, DType dtype, int index) {
        return switch (dtype) {
            case INT8 -> frame.bytes(tensor)[index];
            case UINT8 -> frame.bytes(tensor)[index] & 0xff;
            case INT16 -> frame.shorts(tensor)[index];
            case INT32, INT64, FLOAT32, FLOAT16 -> throw new AssertionError(dtype);
        };
    }

    private static void putCode(Frame frame, int tensor, DType dtype, int index, long code) {
        switch (dtype) {
            case INT8, UINT8 -> frame.bytes(tensor)[index] = (byte) code;
            case INT16 -> frame.shorts(tensor)[index] = (short) code;
            case INT32, INT64, FLOAT32, FLOAT16 -> throw new AssertionError(dtype);
        }
    }
}
