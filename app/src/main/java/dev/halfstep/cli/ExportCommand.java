package dev.halfstep.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.c.CExport;
import dev.halfstep.c.CLibrary;
import dev.halfstep.c.ExportOptions;
import dev.halfstep.c.Layout;
import dev.halfstep.c.size.CodeSize;
import dev.halfstep.c.size.RunCount;
import dev.halfstep.c.size.SizeTarget;
import dev.halfstep.cli.file.FillsFolder;
import dev.halfstep.cli.file.OutputDirectory;
import dev.halfstep.cli.flag.JsonFlag;
import dev.halfstep.cli.flag.SignatureFlag;
import dev.halfstep.cli.value.Labels;
import dev.halfstep.model.ModelFile;
import dev.halfstep.problem.Problem;
import dev.halfstep.report.Figures;
import dev.halfstep.report.ResultJson;
import dev.halfstep.report.TextTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "export", mixinStandardHelpOptions = true,
        description = "A full-integer model as C for microcontrollers, from raw values to predictions: no interpreter, no library.")
final class ExportCommand implements Callable<Integer>, FillsFolder {

    /** What a model can be written as. */
    enum Form {
        C
    }

    /** Whose rounding there is besides that of the reference kernels. */
    enum OtherRounding {
        TFLM
    }

    @Parameters(paramLabel = "MODEL", description = "A full-integer model; with a pipeline it takes raw values.")
    private Path file = Path.of("");

    @Option(names = "--to", required = true, paramLabel = "c", description = "What it becomes: c.")
    private Form form = Form.C;

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "DIR",
            description = "Folder for the files; an earlier export there is replaced.")
    private OutputDirectory output = new OutputDirectory(Path.of(""));

    @Option(names = "--name", paramLabel = "NAME",
            description = "What the names of files and functions begin with (default: the model's file name).")
    private @Nullable String name;

    @Option(names = "--layout", paramLabel = "plain|arduino|platformio", defaultValue = "plain",
            converter = Labels.LayoutLabel.class,
            description = "How the files are laid out: in one folder with a CMake file, or as such a library (default ${DEFAULT-VALUE}).")
    private Layout layout = Layout.PLAIN;

    @Option(names = "--rounding", paramLabel = "tflm",
            description = "Give the codes of TensorFlow Lite Micro as it is built by default, which rounds dense layers twice.")
    private @Nullable OtherRounding rounding;

    @Option(names = "--size-for", paramLabel = "CPU", split = ",", converter = Labels.SizeTargetLabel.class,
            description = "Processors to give sizes for, measured where their compiler is installed, and what a run takes, where QEMU or simavr is: cortex-m0, cortex-m3, cortex-m4, cortex-m4f, cortex-m7, cortex-m33, rv32, atmega328p.")
    private List<SizeTarget> sizes = List.of();

    @Mixin
    private SignatureFlag signature = new SignatureFlag();

    @Mixin
    private JsonFlag json = new JsonFlag();

    @Override
    public Integer call() {
        return switch (form) {
            case C -> c();
        };
    }

    @Override
    public List<Path> filled() {
        return layout.files(chosenName()).stream().map(output.path()::resolve).toList();
    }

    private String chosenName() {
        return name != null ? name : ExportOptions.nameFor(String.valueOf(file.getFileName()));
    }

    private int c() {
        ModelFile model = signature.read(file);
        CLibrary library;
        try {
            library = CExport.of(model, ExportOptions.named(chosenName()).withLayout(layout).withSizes(sizes)
                    .withTflmRounding(rounding == OtherRounding.TFLM));
        } catch (Problem problem) {
            throw problem.kind() == Problem.Kind.OPTION ? problem : problem.at(file.toString());
        }
        output.fill(library.files(), layout.files(library.name()));
        json.write(() -> result(library));
        json.print(text(library));
        return Main.done();
    }

    private String text(CLibrary library) {
        CLibrary.Figures figures = library.figures();
        String text = String.format(
                "Wrote %s: %s%n%s bytes of weights and tables, %s of memory between layers; %s multiply-adds%n",
                output.path(), String.join(", ", library.files().keySet()), Figures.count(figures.constants()),
                Figures.count(figures.scratch()), Figures.count(figures.multiplyAdds()));
        if (figures.sizes().isEmpty()) {
            return text;
        }
        var table = new TextTable("processor", "code", "tables", "memory", "stack", "a run", "");
        var words = new StringBuilder();
        for (CodeSize size : figures.sizes()) {
            table.row(size.target().label(), Figures.count(size.code()), Figures.count(size.constants()),
                    Figures.count(size.memory()), size.isMeasured() ? Figures.count(size.stack()) : "–",
                    run(size.run()), size.isMeasured() ? "measured" : "estimated");
            if (size.run() instanceof RunCount.NotCounted none) {
                words.append(String.format("A run on %s is not counted: %s.%n", size.target().label(), none.why()));
            }
        }
        return text + System.lineSeparator() + table + words;
    }

    private static String run(RunCount run) {
        return run instanceof RunCount.Counted counted ? Figures.count(counted.count()) + " " + unit(counted) : "–";
    }

    private static String unit(RunCount.Counted counted) {
        return counted.unit().name().toLowerCase(Locale.ROOT);
    }

    private ObjectNode result(CLibrary library) {
        CLibrary.Figures figures = library.figures();
        ObjectNode result = ResultJson.object().put("folder", output.path().toString()).put("name", library.name());
        library.files().keySet().forEach(result.putArray("files")::add);
        result.put("constants", figures.constants()).put("scratch", figures.scratch()).put("edge", figures.edge())
                .put("multiplyAdds", figures.multiplyAdds());
        var sizesOf = result.putArray("sizes");
        for (CodeSize size : figures.sizes()) {
            ObjectNode entry = sizesOf.addObject().put("processor", size.target().label()).put("code", size.code())
                    .put("constants", size.constants()).put("memory", size.memory());
            if (size.isMeasured()) {
                entry.put("stack", size.stack());
            }
            entry.put("measured", size.isMeasured());
            switch (size.run()) {
                case RunCount.Counted counted -> entry.put(unit(counted), counted.count());
                case RunCount.NotCounted none -> entry.put("notCounted", none.why());
            }
        }
        return result;
    }
}
