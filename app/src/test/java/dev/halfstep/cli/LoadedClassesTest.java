package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Short commands are short because they load little: none of the libraries that they have no need of. */
class LoadedClassesTest {

    private static final Pattern LOADED = Pattern.compile("(?m)^([\\w.$/]+) source: ");

    /** Training (but for who listens to it), Parquet, pages, charts, progress bars, JSON's mapper, and what is only for them. */
    private static final String FOR_OTHERS =
            "(com\\.fasterxml\\.jackson\\.databind\\.(ser|deser|introspect)|ai\\.djl|dev\\.hardwood|gg\\.jte|me\\.tongfei|org\\.jline|com\\.sun\\.jna"
                    + "|dev\\.halfstep\\.study|dev\\.halfstep\\.explain|dev\\.halfstep\\.search)\\..*"
                    + "|dev\\.halfstep\\.train\\.(?!TrainingListener).*"
                    + "|dev\\.halfstep\\.report\\.((page|json|text)\\.)?(Html|Jte|Page|ReportPage|ChartData|Explanation|Study|Mapping(Report|Json)).*";

    @TempDir
    private Path folder;

    @Test
    void ofShortCommands() throws Exception {
        Path data = Sample.make().write(folder.resolve("table.csv"));
        Path model = folder.resolve("float.tflite");
        Path quantized = folder.resolve("quantized.tflite");
        Path codes = folder.resolve("codes.npy");
        Cli.done("train", data, "--target", Sample.TARGETS, "--hidden", "4", "--epochs", 1, "-o", model);
        assertLoadsLittle("Nothing", "--version");
        assertLoadsLittle("Quantize", "quantize", model, "--precision", "full-uint8", "--calibrate", data, "-o",
                quantized);
        assertLoadsLittle("Inspect", "inspect", quantized);
        assertLoadsLittle("Encode", "encode", quantized, "--data", data, "-o", codes);
        assertLoadsLittle("Run", "run", quantized, "--input", codes, "--raw", "-o", folder.resolve("out.npy"));
        assertLoadsLittle("Predict", "predict", quantized, "--data", data, "-o", folder.resolve("out.csv"));
        assertLoadsLittle("Evaluate", "evaluate", quantized, "--data", data);
    }

    /** Of the commands none but its own is loaded either: reading their options takes time. */
    private void assertLoadsLittle(String own, Object... command) throws Exception {
        assertThat(loaded(command)).contains("dev.halfstep.cli.Main").noneMatch(name -> name.matches(FOR_OTHERS))
                .noneMatch(name -> name.matches("dev\\.halfstep\\.cli\\.(?!" + own + ")\\w+Command"));
    }

    private List<String> loaded(Object... command) throws IOException, InterruptedException {
        Path log = folder.resolve("classes.log");
        Cli.Result result = Fork.startWith("-Xlog:class+load=info:file=" + log + ":none", folder, command).result();
        assertThat(result.exit()).as(result.err()).isZero();
        String lines = Files.readString(log);
        Files.delete(log);
        return LOADED.matcher(lines).results().map(found -> found.group(1)).toList();
    }

    /** What the others are recognised by. */
    @Test
    void ofAStudy() throws Exception {
        Path data = Sample.make().write(folder.resolve("table.csv"));
        List<String> classes = loaded("study", data, "--target", Sample.TARGETS, "--hidden", "4", "--epochs", 1, "-o",
                folder.resolve("study"));
        assertThat(classes).anyMatch(name -> name.startsWith("ai.djl.") && name.matches(FOR_OTHERS))
                .anyMatch(name -> name.startsWith("dev.halfstep.report.page.Html") && name.matches(FOR_OTHERS))
                .anyMatch(name -> name.startsWith("gg.jte.") && name.matches(FOR_OTHERS))
                .noneMatch(name -> name.startsWith("dev.hardwood."));
    }
}
