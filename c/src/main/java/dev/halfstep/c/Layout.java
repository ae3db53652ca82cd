package dev.halfstep.c;

import dev.halfstep.problem.Problem;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the files of a library are laid out. */
public enum Layout {
    /** All in one folder, with a CMake file. */
    PLAIN,
    /** As an Arduino library, with an example sketch. */
    ARDUINO,
    /** As a PlatformIO library. */
    PLATFORMIO;

    /** What users call it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The one of a label.
     *
     * @throws Problem if there is none
     */
    public static Layout of(String label) {
        return Arrays.stream(values()).filter(layout -> layout.label().equals(label)).findFirst()
                .orElseThrow(() -> Problem.option("there is no layout '" + label + "'").remedy("Choose one of "
                        + Arrays.stream(values()).map(Layout::label).collect(Collectors.joining(", ")) + "."));
    }
}
