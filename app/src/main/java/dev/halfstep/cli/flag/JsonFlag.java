package dev.halfstep.cli.flag;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.cli.file.NamedFiles;
import dev.halfstep.cli.file.OutputFile;
import dev.halfstep.report.Plain;
import dev.halfstep.report.ResultJson;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command's result goes as JSON. */
public final class JsonFlag {

    @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON; - for standard output.")
    private @Nullable OutputFile file;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /** Writes a result that is made only where it is wanted: the classes that make it take as long to load as short commands run. */
    public void write(Supplier<ObjectNode> result) {
        writeBytes(() -> ResultJson.bytes(result.get()));
    }

    /** The same for a result that is a file's content already. */
    public void writeBytes(Supplier<byte[]> json) {
        if (file != null) {
            file.write(json.get());
        }
    }

    /** Prints for people: to standard error where data goes to standard output, and nothing where that data says the same. */
    public void print(String text) {
        if (file != null && file.isStandardOutput()) {
            return;
        }
        boolean taken = command != null && NamedFiles.of(command).takeStandardOutput();
        (taken ? System.err : System.out).print(Plain.lines(text));
    }
}
