package dev.halfstep.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.c.CExport;
import dev.halfstep.c.CLibrary;
import dev.halfstep.c.size.CodeSize;
import dev.halfstep.c.size.RunCount;
import dev.halfstep.cli.file.FillsFolder;
import dev.halfstep.cli.file.OutputDirectory;
import dev.halfstep.cli.file.OutputFile;
import dev.halfstep.cli.flag.CFlags;
import dev.halfstep.cli.flag.JsonFlag;
import dev.halfstep.cli.flag.OnnxFlags;
import dev.halfstep.cli.flag.SignatureFlag;
import dev.halfstep.model.ModelFile;
import dev.halfstep.onnx.OnnxWriter;
import dev.halfstep.problem.Problem;
import dev.halfstep.report.Figures;
import dev.halfstep.report.ResultJson;
import dev.halfstep.report.TextTable;
import dev.halfstep.tflite.TfliteWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "export", mixinStandardHelpOptions = true,
        description = "A model for other runtimes: a full-integer one as C for microcontrollers, from raw values to predictions, without interpreter or library; any one as ONNX.")
final class ExportCommand implements Callable<Integer>, FillsFolder {

    /** What a model can be written as. */
    enum Target {
        C,
        ONNX,
        TFLITE
    }

    @Parameters(paramLabel = "MODEL",
            description = "A model; for c a full-integer one. With a pipeline it can take raw values.")
    private Path file = Path.of("");

    @Option(names = "--to", required = true, paramLabel = "c|onnx|tflite",
            description = "What it becomes: c, onnx, or tflite for a model of another format as it is.")
    private Target target = Target.C;

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "DIR|FILE",
            description = "For c the folder for the files, where an earlier export is replaced; else the file, - for standard output.")
    private OutputFile output = new OutputFile("-");

    @Mixin
    private CFlags cFlags = new CFlags();

    @Mixin
    private OnnxFlags onnxFlags = new OnnxFlags();

    @Mixin
    private SignatureFlag signature = new SignatureFlag();

    @Mixin
    private JsonFlag json = new JsonFlag();

    @Override
    public Integer call() {
        return switch (target) {
            case C -> c();
            case ONNX -> onnx();
            case TFLITE -> tflite();
        };
    }

    @Override
    public List<Path> filled() {
        return target != Target.C || output.isStandardOutput() ? List.of()
                : cFlags.layout().files(cFlags.name(file)).stream().map(Path.of(output.name())::resolve).toList();
    }

    private static void requireNone(List<String> given, Target of) {
        if (!given.isEmpty()) {
            boolean one = given.size() == 1;
            throw Problem.option(String.join(", ", given) + (one ? " has" : " have") + " no effect here: "
                    + (one ? "it is" : "they are") + " for --to " + of.name().toLowerCase(Locale.ROOT));
        }
    }

    private int onnx() {
        requireNone(cFlags.given(), Target.C);
        ModelFile model = signature.read(file);
        byte[] bytes;
        try {
            bytes = OnnxWriter.toBytes(model.graph(), onnxFlags.options(model.graph()));
        } catch (Problem problem) {
            throw problem.kind() == Problem.Kind.OPTION ? problem : problem.at(file.toString());
        }
        return written(bytes);
    }

    /** The same network, in the format of all else that is written. */
    private int tflite() {
        requireNone(cFlags.given(), Target.C);
        requireNone(onnxFlags.given(), Target.ONNX);
        return written(TfliteWriter.toBytes(signature.read(file).graph()));
    }

    private int written(byte[] bytes) {
        output.write(bytes);
        json.write(() -> ResultJson.object().put("file", output.toString()).put("bytes", bytes.length));
        json.print(String.format("Wrote %s: %s bytes%n", output, Figures.count(bytes.length)));
        return Main.done();
    }

    private int c() {
        requireNone(onnxFlags.given(), Target.ONNX);
        if (output.isStandardOutput()) {
            throw Problem.option("a folder cannot be written to standard output");
        }
        var folder = new OutputDirectory(Path.of(output.name()));
        ModelFile model = signature.read(file);
        CLibrary library;
        try {
            library = CExport.of(model, cFlags.options(file));
        } catch (Problem problem) {
            throw problem.kind() == Problem.Kind.OPTION ? problem : problem.at(file.toString());
        }
        folder.fill(library.files(), cFlags.layout().files(library.name()));
        json.write(() -> result(library));
        json.print(text(library));
        return Main.done();
    }

    private String text(CLibrary library) {
        CLibrary.Figures figures = library.figures();
        String text = String.format(
                "Wrote %s: %s%n%s bytes of weights and tables, %s of memory between layers; %s multiply-adds%n",
                output, String.join(", ", library.files().keySet()), Figures.count(figures.constants()),
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
        ObjectNode result = ResultJson.object().put("folder", output.name()).put("name", library.name());
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
