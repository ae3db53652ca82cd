package dev.halfstep.c;

import dev.halfstep.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** The paths of all files that a library of a name may have. */
    public List<String> files(String name) {
        String folder = this == PLAIN ? "" : "src/";
        List<String> own = switch (this) {
            case PLAIN -> List.of(name + "_test.c", "CMakeLists.txt");
            case ARDUINO -> List.of("extras/test/" + name + "_test.c", "library.properties",
                    "examples/" + name + "_demo/" + name + "_demo.ino");
            case PLATFORMIO -> List.of("extras/test/" + name + "_test.c", "library.json",
                    "examples/" + name + "_demo/main.cpp");
        };
        return Stream.concat(Stream.of("README.md", folder + name + ".h", folder + name + ".c"), own.stream()).toList();
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
