package dev.halfstep.problem;

import java.util.Optional;

/** How settings are called where a problem is shown. */
@FunctionalInterface
public interface Vocabulary {

    /** The library's own names: {@code drop=age}. */
    Vocabulary LIBRARY = mention -> Optional.of(mention.setting().words()
            + mention.value().map(value -> "=" + (isWord(value) ? value : "'" + value + "'")).orElse(""));

    /** What a mention is called; empty where there is no such setting, so that nobody is advised to use it. */
    Optional<String> name(Mention mention);

    private static boolean isWord(String value) {
        return !value.isEmpty() && value.chars().allMatch(c -> Character.isLetterOrDigit(c) || "_-.%/".indexOf(c) >= 0);
    }
}
