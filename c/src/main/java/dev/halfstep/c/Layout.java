package dev.halfstep.c;

import dev.halfstep.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
        Stream<String> all = Stream.of("README.md", header(name), source(name), test(name), build());
        return Stream.concat(all, example(name).stream()).toList();
    }

    String header(String name) {
        return folder() + name + ".h";
    }

    String source(String name) {
        return folder() + name + ".c";
    }

    private String folder() {
        return this == PLAIN ? "" : "src/";
    }

    /** The program that tests it. */
    String test(String name) {
        return (this == PLAIN ? "" : "extras/test/") + name + "_test.c";
    }

    /** What tells how it is built. */
    String build() {
        return switch (this) {
            case PLAIN -> "CMakeLists.txt";
            case ARDUINO -> "library.properties";
            case PLATFORMIO -> "library.json";
        };
    }

    /** A program that shows its use; none where all stands in one folder. */
    Optional<String> example(String name) {
        String folder = "examples/" + name + "_demo/";
        return switch (this) {
            case PLAIN -> Optional.empty();
            case ARDUINO -> Optional.of(folder + name + "_demo.ino");
            case PLATFORMIO -> Optional.of(folder + "main.cpp");
        };
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
