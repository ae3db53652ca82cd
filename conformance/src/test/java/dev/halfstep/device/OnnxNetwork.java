package dev.halfstep.device;

import dev.halfstep.lower.Dense.FloatDense;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A network of dense layers as an ONNX file, for tools that take such: the few messages of that format that it needs. */
final class OnnxNetwork {

    private static final int IR_VERSION = 8;
    private static final int OPSET = 13;
    private static final int FLOAT = 1;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private OnnxNetwork() {}

    /** Each layer a Gemm, and a Relu where it rectifies. */
    static byte[] bytes(List<FloatDense> layers) {
        var graph = new OnnxNetwork();
        String data = "input";
        for (int l = 0; l < layers.size(); l++) {
            FloatDense layer = layers.get(l);
            boolean isLast = l == layers.size() - 1;
            String sum = isLast && layer.min() != 0 ? "output" : "sum" + l;
            graph.message(1, node("Gemm", sum, data, "weights" + l, "bias" + l).message(5,
                    new OnnxNetwork().text(1, "transB").number(3, 1).number(20, 2)));
            data = sum;
            if (layer.min() == 0) {
                data = isLast ? "output" : "hidden" + l;
                graph.message(1, node("Relu", data, sum));
            }
        }
        graph.text(2, "network");
        for (int l = 0; l < layers.size(); l++) {
            FloatDense layer = layers.get(l);
            graph.message(5, tensor("weights" + l, layer.weights(), layer.outputs(), layer.inputs()));
            graph.message(5, tensor("bias" + l, layer.bias(), layer.outputs()));
        }
        graph.message(11, edge("input", layers.getFirst().inputs()));
        graph.message(12, edge("output", layers.getLast().outputs()));
        return new OnnxNetwork().number(1, IR_VERSION).message(7, graph)
                .message(8, new OnnxNetwork().text(1, "").number(2, OPSET)).bytes.toByteArray();
    }

    private static OnnxNetwork node(String op, String output, String... inputs) {
        var node = new OnnxNetwork();
        for (String input : inputs) {
            node.text(1, input);
        }
        return node.text(2, output).text(3, output).text(4, op);
    }

    private static OnnxNetwork tensor(String name, float[] values, int... extents) {
        var tensor = new OnnxNetwork();
        for (int extent : extents) {
            tensor.number(1, extent);
        }
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return tensor.number(2, FLOAT).text(8, name).field(9, raw.array());
    }

    private static OnnxNetwork edge(String name, int extent) {
        var shape = new OnnxNetwork();
        for (int each : new int[] {1, extent}) {
            shape.message(1, new OnnxNetwork().number(1, each));
        }
        return new OnnxNetwork().text(1, name).message(2, new OnnxNetwork().message(1,
                new OnnxNetwork().number(1, FLOAT).message(2, shape)));
    }

    private OnnxNetwork number(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    private OnnxNetwork text(int field, String text) {
        return field(field, text.getBytes(StandardCharsets.UTF_8));
    }

    private OnnxNetwork message(int field, OnnxNetwork message) {
        return field(field, message.bytes.toByteArray());
    }

    private OnnxNetwork field(int field, byte[] content) {
        varint((long) field << 3 | 2);
        varint(content.length);
        bytes.writeBytes(content);
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while (rest >= 0x80) {
            bytes.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }
}
