package dev.halfstep.onnx.write.graph;

import ai.onnx.proto.OnnxMl.TensorShapeProto;

/**
 * The extent of an axis at the edge of an ONNX graph.
 *
 * @param extent below 0 where it is known in a run only
 * @param name of an open one; may be empty
 */
public record Dimension(int extent, String name) {

    /** What the first axis is called where it is open. */
    public static final String BATCH = "batch";

    public static Dimension of(int extent) {
        return new Dimension(extent, "");
    }

    public static Dimension open(String name) {
        return new Dimension(-1, name);
    }

    public TensorShapeProto.Dimension proto() {
        TensorShapeProto.Dimension.Builder proto = TensorShapeProto.Dimension.newBuilder();
        if (extent >= 0) {
            proto.setDimValue(extent);
        } else if (!name.isEmpty()) {
            proto.setDimParam(name);
        }
        return proto.build();
    }
}
