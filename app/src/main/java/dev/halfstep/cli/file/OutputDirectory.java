package dev.halfstep.cli.file;

import dev.halfstep.folder.FolderContents;
import dev.halfstep.folder.OutputFolder;
import dev.halfstep.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import picocli.CommandLine.TypeConversionException;

/** A folder that an option names to be filled. */
public record OutputDirectory(Path path) {

    /** What a user gave. */
    public static OutputDirectory named(String text) {
        if (text.equals("-")) {
            throw new TypeConversionException("a folder cannot be written to standard output");
        }
        return new OutputDirectory(Path.of(text));
    }

    /**
     * Fills it with all of some files, or with none. What it held before is replaced if it is nothing but files of known names.
     *
     * @param texts of files, by paths within the folder
     * @param own the paths of all files that may be replaced
     * @throws Problem if it holds other files, is a file, cannot be written, or another run is filling it
     */
    public void fill(Map<String, String> texts, Collection<String> own) {
        try (OutputFolder folder = OutputFolder.claim(path, FolderContents.of(own))) {
            texts.forEach((file, text) -> folder.write(file, text.getBytes(StandardCharsets.UTF_8)));
            folder.publish();
        }
    }
}
