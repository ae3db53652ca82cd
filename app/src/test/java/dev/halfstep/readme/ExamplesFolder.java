package dev.halfstep.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A folder that has nothing but the examples, and what is run there. */
record ExamplesFolder(Path folder) {

    record Run(int exitCode, String output) {}

    /** Copies the examples into an empty folder. */
    static ExamplesFolder in(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("examples"));
        try (Stream<Path> files = Files.list(Page.ROOT.resolve("examples"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve("examples").resolve(file.getFileName().toString()));
            }
        }
        return new ExamplesFolder(folder);
    }

    Run halfstep(List<String> arguments) throws IOException, InterruptedException {
        return java(Stream.concat(Stream.of("dev.halfstep.cli.Main"), arguments.stream()).toList());
    }

    /** Compiles and runs Java source that needs nothing but Halfstep. */
    Run source(String source) throws IOException, InterruptedException {
        Path file = folder.resolve("Example.java");
        Files.writeString(file, source);
        return java(List.of(file.toString()));
    }

    private Run java(List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC",
                "-Dhalfstep.kernels=reference"));
        command.addAll(arguments);
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("ended in time").isTrue();
        return new Run(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
