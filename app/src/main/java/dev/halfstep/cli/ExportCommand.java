package dev.halfstep.cli;

import dev.halfstep.c.CExport;
import dev.halfstep.c.CLibrary;
import dev.halfstep.c.ExportOptions;
import dev.halfstep.c.Layout;
import dev.halfstep.cli.file.OutputDirectory;
import dev.halfstep.model.ModelFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "export", mixinStandardHelpOptions = true,
        description = "A full-integer model as C source for microcontrollers, from raw values to predictions.")
final class ExportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", description = "A full-integer model; with a pipeline it takes raw values.")
    private Path file = Path.of("");

    @Option(names = "--to", required = true, paramLabel = "c", description = "What is written: c.")
    private String to = "";

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "DIR", description = "Folder for the files.")
    private OutputDirectory output = new OutputDirectory(Path.of(""));

    @Option(names = "--name", paramLabel = "NAME",
            description = "What the names of files and functions begin with (default: the model's file name).")
    private @Nullable String name;

    @Option(names = "--layout", paramLabel = "plain|arduino|platformio", defaultValue = "plain",
            description = "How the files are laid out (default ${DEFAULT-VALUE}).")
    private String layout = "plain";

    @Option(names = "--rounding", paramLabel = "tflm", description = "Round as TensorFlow Lite Micro does by default.")
    private @Nullable String rounding;

    @Mixin
    private SignatureFlag signature = new SignatureFlag();

    @Mixin
    private JsonFlag json = new JsonFlag();

    @Override
    public Integer call() {
        ModelFile model = signature.read(file);
        String wanted = name != null ? name : ExportOptions.nameFor(String.valueOf(file.getFileName()));
        CLibrary library = CExport.of(model, ExportOptions.named(wanted).withLayout(Layout.of(layout))
                .withTflmRounding(rounding != null));
        output.fill(library.files());
        json.print(library.figures().toString() + "\n");
        return Main.done();
    }
}
