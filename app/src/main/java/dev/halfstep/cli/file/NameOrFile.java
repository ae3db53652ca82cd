package dev.halfstep.cli.file;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Something that is built in, by its name, or a JSON file.
 *
 * @param text as the user gave it
 */
public record NameOrFile(String text) {

    Optional<Path> file() {
        return Optional.of(text).filter(name -> name.endsWith(".json")).map(Path::of);
    }
}
