package dev.halfstep.cli.file;

import java.nio.file.Path;
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
}
