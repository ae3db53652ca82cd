package dev.halfstep.onnx.read;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.halfstep.file.WholeFile;
import dev.halfstep.problem.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Files beside a model that hold the contents of its tensors. Nothing outside of the model's folder is read, however a path or a link
 * leads there.
 */
public final class ExternalFiles {

    private final @Nullable Path folder;

    private ExternalFiles(@Nullable Path folder) {
        this.folder = folder;
    }

    /**
     * The files beside a model.
     *
     * @param model where it is; empty if it is no file, so that there are none
     */
    public static ExternalFiles beside(Optional<Path> model) {
        return new ExternalFiles(model.map(file -> file.toAbsolutePath().normalize().getParent()).orElse(null));
    }

    /**
     * The bytes of a tensor that are in a file.
     *
     * @param length how many it needs
     * @throws Problem if there are other than that many, or they are not in the model's folder
     */
    ByteBuffer read(TensorProto tensor, long length) {
        Map<String, String> entries = new HashMap<>();
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            entries.put(entry.getKey(), entry.getValue());
        }
        long offset = number(entries, "offset", 0);
        long stated = number(entries, "length", length);
        if (stated != length) {
            throw Problem.model("it is " + length + " bytes long, but its place in an external file is " + stated);
        }
        Path file = inside(entries.getOrDefault("location", ""));
        try (FileChannel channel = FileChannel.open(file)) {
            if (offset > channel.size() || length > channel.size() - offset || length > Integer.MAX_VALUE - 8) {
                throw Problem.model("its " + length + " bytes from " + offset + " on go beyond the end of the file '"
                        + file.getFileName() + "', which has " + channel.size());
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) length);
            while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
                // Reads on.
            }
            return bytes.flip();
        } catch (IOException e) {
            throw Problem.system("the external file '" + file.getFileName() + "' cannot be read: "
                    + WholeFile.reason(e)).because(e);
        }
    }

    private static long number(Map<String, String> entries, String key, long otherwise) {
        String text = entries.getOrDefault(key, Long.toString(otherwise));
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as a negative number is.
        }
        throw Problem.model("its " + key + " in an external file is no number from 0 on");
    }

    /** A file in the model's folder, wherever links lead. */
    private Path inside(String location) {
        if (folder == null) {
            throw Problem.model("its contents are in a file of their own, and the model is none")
                    .remedy("Read the model from its file, or save it with its weights inside.");
        }
        try {
            Path real = folder.toRealPath();
            Path relative = Path.of(location);
            Path file = real.resolve(relative).toRealPath();
            if (!relative.isAbsolute() && file.startsWith(real) && !file.equals(real)) {
                WholeFile.requireRegular(file);
                return file;
            }
        } catch (InvalidPathException e) {
            throw Problem.model("its contents are in an external file whose name is none").because(e);
        } catch (IOException e) {
            throw Problem.system("its contents are in the external file '" + location + "', which is not there")
                    .remedy("Put it into the folder of the model.").because(e);
        }
        throw Problem.model("its contents are in the external file '" + location
                + "', which is not in the model's folder").remedy("Put it there, and save the model anew.");
    }
}
