package dev.halfstep.onnx.op;

/** Codes. */
final class QuantizedOps {

    private QuantizedOps() {}

    static void addTo(Handler.Table table) {
    }
}
