package dev.halfstep.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a folder may hold that is filled again, and what becomes of it. */
public sealed interface FolderContents {

    /** What there is that is not a run's own, if there is something, of a folder in which hidden files of runs are left out. */
    Optional<String> others(Path folder, String hidden) throws IOException;

    /** The file that is put in place last, and so marks a folder as complete. */
    default Optional<String> mark() {
        return Optional.empty();
    }

    /** The files of an earlier run that go where the new one has none of that name. */
    default Set<String> left() {
        return Set.of();
    }

    /**
     * The files of a run that marks its folder by one of them: whatever stands beside that was the run's, too.
     *
     * @param mark a file's name
     * @param left files that not every run writes: those of an earlier one go
     */
    static FolderContents markedBy(String mark, String... left) {
        return new Marked(mark, Set.of(left));
    }

    /**
     * Nothing but files of these names, of which each run writes some.
     *
     * @param names with slashes between folders
     */
    static FolderContents of(Collection<String> names) {
        return new Named(Set.copyOf(names));
    }

    /** See {@link #markedBy}. */
    record Marked(String name, Set<String> left) implements FolderContents {

        @Override
        public Optional<String> mark() {
            return Optional.of(name);
        }

        @Override
        public Optional<String> others(Path folder, String hidden) throws IOException {
            try (Stream<Path> entries = Files.list(folder)) {
                List<String> present = entries.map(entry -> entry.getFileName().toString())
                        .filter(entry -> !entry.startsWith(hidden)).sorted().toList();
                return present.contains(name) ? Optional.empty() : present.stream().findFirst();
            }
        }
    }

    /** See {@link #of}. */
    record Named(Set<String> left) implements FolderContents {

        @Override
        public Optional<String> others(Path folder, String hidden) throws IOException {
            try (Stream<Path> entries = Files.walk(folder)) {
                return entries.filter(entry -> !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                        .map(entry -> folder.relativize(entry).toString().replace('\\', '/'))
                        .filter(entry -> !entry.startsWith(hidden) && !left.contains(entry)).sorted().findFirst();
            }
        }
    }
}
