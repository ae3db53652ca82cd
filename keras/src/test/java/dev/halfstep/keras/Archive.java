package dev.halfstep.keras;

import dev.halfstep.tensor.Value;
import dev.halfstep.tensor.npy.Npy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The models of a zip that make.py made, each with what goes in and what Keras gives. */
public final class Archive {

    /** A model with its values. */
    public record Case(String name, String file, byte[] bytes, List<Value> inputs, List<Value> outputs) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** What was read before. */
    private static final Map<String, List<Case>> READ = new ConcurrentHashMap<>();

    private Archive() {}

    /** All models, which nobody may change. */
    public static List<Case> cases(String archive) {
        return READ.computeIfAbsent(archive, Archive::read);
    }

    private static List<Case> read(String archive) {
        Map<String, Map<String, byte[]>> folders = new LinkedHashMap<>();
        try (InputStream file = Objects.requireNonNull(Archive.class.getResourceAsStream(archive), archive);
                var zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String[] parts = entry.getName().split("/", 2);
                folders.computeIfAbsent(parts[0], none -> new LinkedHashMap<>()).put(parts[1], zip.readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folders.entrySet().stream().map(folder -> of(folder.getKey(), folder.getValue())).toList();
    }

    /** The model of a name. */
    public static Case named(String archive, String name) {
        return cases(archive).stream().filter(each -> each.name.equals(name)).findFirst().orElseThrow();
    }

    private static Case of(String name, Map<String, byte[]> files) {
        String model = files.keySet().stream().filter(file -> file.startsWith("model.")).findFirst().orElseThrow();
        return new Case(name, model, Objects.requireNonNull(files.get(model)), arrays(files, "in"),
                arrays(files, "out"));
    }

    private static List<Value> arrays(Map<String, byte[]> files, String prefix) {
        var arrays = new ArrayList<Value>();
        for (int i = 0; files.containsKey(prefix + i + ".npy"); i++) {
            arrays.add(Npy.fromBytes(Objects.requireNonNull(files.get(prefix + i + ".npy"))));
        }
        return arrays;
    }
}
