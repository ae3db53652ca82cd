package stranger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A project of somebody else's, in a folder that has nothing else, built and run with what the JDK has. */
record Project(Path folder) {

    /** What a project has on its path that names one of these. */
    static final Pattern DATA = Pattern.compile(
            "halfstep-(core|data)|/(core|data)/target/|jackson-|flatbuffers|fastcsv|hardwood-core|jspecify");

    /** What comes with training besides: DJL, and what it needs. */
    static final Pattern ALL = Pattern.compile(DATA
            + "|halfstep-(vector|train|[0-9])|/(vector|train|halfstep-api)/target/|/ai/djl/(?!.*native)|slf4j|/gson/|/jna/"
            + "|commons-");

    /** PyTorch itself: its jar has a name that no module can have, and holds no classes. */
    static final Pattern NATIVE_CODE = Pattern.compile("/pytorch-native-");

    void write(String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content);
    }

    /** Those parts of the class path of the tests that a project would have. */
    static String path(Pattern parts) {
        String path = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(part -> parts.matcher(part.replace(File.separatorChar, '/')).find())
                .filter(part -> !part.contains("test-classes") && !part.endsWith("-tests.jar"))
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(path).isNotEmpty();
        return path;
    }

    /** Runs a tool of the JDK in the folder, and returns what it says. */
    String run(String tool, List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
        command.addAll(arguments);
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("ended in time").isTrue();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
