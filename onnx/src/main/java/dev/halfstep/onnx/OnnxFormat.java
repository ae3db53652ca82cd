package dev.halfstep.onnx;

import dev.halfstep.format.ModelFormat;
import dev.halfstep.graph.Graph;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Models in ONNX files. */
public final class OnnxFormat implements ModelFormat {

    /** Made by whoever looks for formats. */
    public OnnxFormat() {}

    @Override
    public String name() {
        return "ONNX";
    }

    /** By the name: the bytes begin with none. */
    @Override
    public boolean matches(Path file, byte[] bytes) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".onnx");
    }

    @Override
    public Graph read(Optional<Path> file, byte[] bytes) {
        return OnnxImporter.read(file, bytes);
    }
}
