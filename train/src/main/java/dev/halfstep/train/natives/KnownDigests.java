package dev.halfstep.train.natives;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Digests of the native code that this version of Halfstep is made with, on all platforms that it can be had for. */
final class KnownDigests {

    static final String FILE = "digests.txt";

    private KnownDigests() {}

    /**
     * The {@link PieceDigest} of a file.
     *
     * @param folder version and platform, such as {@code 2.7.1-20250812-cpu-linux-x86_64}
     */
    static Optional<String> of(String folder, String name) throws IOException {
        return Optional.ofNullable(all().get(folder + "/" + name));
    }

    /** By folder and name. */
    static Map<String, String> all() throws IOException {
        try (var lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(KnownDigests.class.getResourceAsStream(FILE)), StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.startsWith("#")).map(line -> line.split(" +"))
                    .collect(Collectors.toMap(words -> words[1], words -> words[0]));
        }
    }
}
