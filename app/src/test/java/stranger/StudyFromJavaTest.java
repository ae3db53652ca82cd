package stranger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.report.StudyReport;
import dev.halfstep.report.text.StudyText;
import dev.halfstep.studies.Studies;
import dev.halfstep.study.MappingComparison;
import dev.halfstep.study.StudyOptions;
import dev.halfstep.study.StudyResult;
import dev.halfstep.train.TrainingListener;
import dev.halfstep.train.TrainingOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs studies as a stranger would: by what the modules export, and from a package of his own. */
class StudyFromJavaTest {

    private static final Path WAGES = Path.of("..", "examples", "wages.csv");

    @TempDir
    private Path folder;

    @Test
    void ofAllPrecisions() throws IOException {
        StudyResult result = Studies.run(options("study"), TrainingListener.none());
        assertThat(result.models()).hasSize(7);
        assertThat(result.explained().explanation().advice()).isNotEmpty();
        assertThat(StudyText.of(result)).contains("full-uint8");
        assertThat(folder.resolve("study").resolve("report.html"))
                .hasBinaryContent(Studies.report(StudyReport.of(result)));
        assertThat(folder.resolve("study").resolve("study.json")).isNotEmptyFile();
    }

    @Test
    void ofMappings() {
        MappingComparison result = Studies.compareMappings(options("mappings"), TrainingListener.none());
        assertThat(result.models()).hasSize(8);
        assertThat(folder.resolve("mappings").resolve("log-full-uint8.tflite")).isNotEmptyFile();
    }

    private StudyOptions options(String name) {
        return StudyOptions.of(WAGES, folder.resolve(name), PipelineOptions.forTargets("wage"))
                .withTraining(TrainingOptions.defaults().withHidden(4).withEpochs(2));
    }

    @Test
    void usesNothingButWhatIsExported() throws IOException {
        Set<String> exported = List.of("data", "train", "app").stream().map(StudyFromJavaTest::descriptor)
                .flatMap(module -> module.exports().stream()).filter(exports -> !exports.isQualified())
                .map(ModuleDescriptor.Exports::source).collect(Collectors.toSet());
        List<String> used = Files.readString(Path.of("src", "test", "java", "stranger", "StudyFromJavaTest.java"))
                .lines().filter(line -> line.startsWith("import dev.halfstep."))
                .map(line -> line.substring("import ".length(), line.lastIndexOf('.'))).distinct().toList();
        assertThat(used).isNotEmpty();
        assertThat(exported).containsAll(used);
    }

    private static ModuleDescriptor descriptor(String module) {
        try (InputStream info =
                Files.newInputStream(Path.of("..", module, "target", "classes", "module-info.class"))) {
            return ModuleDescriptor.read(info);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
