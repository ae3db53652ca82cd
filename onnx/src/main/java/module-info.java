import org.jspecify.annotations.NullMarked;

/** Models in ONNX files, as networks of TensorFlow Lite's ops, and back. */
@NullMarked module dev.halfstep.onnx {
    requires transitive dev.halfstep.data;
    requires com.google.protobuf;
    requires org.tribuo.util.onnx;
    requires static transitive org.jspecify;

    exports dev.halfstep.onnx;

    provides dev.halfstep.format.ModelFormat with dev.halfstep.onnx.OnnxFormat;
}
