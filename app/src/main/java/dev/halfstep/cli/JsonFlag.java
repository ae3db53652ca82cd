package dev.halfstep.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.file.WholeFile;
import dev.halfstep.report.Plain;
import dev.halfstep.report.ResultJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command's result goes as JSON. */
final class JsonFlag {

    @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON; - for standard output.")
    private @Nullable String file;

    /** Whether standard output is taken, so that nothing else may go there. */
    boolean takesStandardOutput() {
        return "-".equals(file);
    }

    /** Writes a result that is made only where it is wanted: the classes that make it take as long to load as short commands run. */
    void write(Supplier<ObjectNode> result) {
        writeBytes(() -> ResultJson.bytes(result.get()));
    }

    /** The same for a result that is a file's content already. */
    void writeBytes(Supplier<byte[]> json) {
        if (takesStandardOutput()) {
            System.out.print(new String(json.get(), StandardCharsets.UTF_8));
        } else if (file != null) {
            WholeFile.write(Path.of(file), json.get());
        }
    }

    /** Prints for people, unless standard output is taken by JSON. */
    void print(String text) {
        if (!takesStandardOutput()) {
            System.out.print(Plain.lines(text));
        }
    }
}
