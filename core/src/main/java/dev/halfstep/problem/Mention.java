package dev.halfstep.problem;

import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A setting that is named, with a value or without.
 *
 * @param given what it is to be set to, as users write it; null where none is named
 */
public record Mention(Setting setting, @Nullable String given) implements Serializable {

    /** What it is to be set to, if that is said. */
    public Optional<String> value() {
        return Optional.ofNullable(given);
    }
}
