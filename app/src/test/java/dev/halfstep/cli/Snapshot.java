package dev.halfstep.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Everything in a folder at one time, hidden files too: two snapshots are equal if nothing came, went or changed. */
record Snapshot(SortedMap<String, String> contents) {

    static Snapshot of(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            var contents = new TreeMap<String, String>();
            for (Path path : paths.toList()) {
                contents.put(folder.relativize(path).toString(), content(path));
            }
            return new Snapshot(contents);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String content(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "link to " + Files.readSymbolicLink(path);
        }
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = Files.readAllBytes(path);
            return bytes.length + " bytes " + Arrays.hashCode(bytes);
        }
        return "folder";
    }
}
