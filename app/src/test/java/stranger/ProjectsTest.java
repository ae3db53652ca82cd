package stranger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody else's project can do with the modules alone: on the class path without training, and on the module path. */
class ProjectsTest {

    private static final Path WAGES = Path.of("..", "examples", "wages.csv").toAbsolutePath();
    private static final Path MODEL =
            Path.of("src", "test", "resources", "dev", "halfstep", "old", "0.1", "full-uint8.tflite").toAbsolutePath();

    /** What {@code predict} gave for the first row. */
    private static final String PREDICTION = "14.946917447154659";

    @TempDir
    private Path folder;

    @Test
    void scoresARowWithDataAlone() throws IOException, InterruptedException {
        var project = new Project(folder);
        String path = Project.path(Project.DATA);
        assertThat(path).doesNotContain("djl", "pytorch", "train");
        project.write("Score.java", """
                import dev.halfstep.predict.RowPredictor;
                import java.nio.file.Path;
                import java.util.Map;

                class Score {
                    public static void main(String[] arguments) {
                        System.out.println(RowPredictor.load(Path.of(arguments[0])).predict(Map.of("education", 8,
                                "south", 0, "gender", "female", "experience", 21, "union", 1, "age", 35, "race",
                                "hispanic", "occupation", "other", "sector", "manufacturing", "married", 0)));
                    }
                }
                """);
        assertThat(project.run("java", List.of("-cp", path, "Score.java", MODEL.toString()))).contains(PREDICTION);
    }

    @Test
    void runsOnTheModulePath() throws IOException, InterruptedException {
        var project = new Project(folder);
        String path = Project.path(Project.ALL);
        project.write("module-info.java", "module wages { requires dev.halfstep; }");
        Files.createDirectory(folder.resolve("wages"));
        project.write("wages/Wages.java", """
                package wages;

                import dev.halfstep.Data;
                import dev.halfstep.Model;
                import dev.halfstep.Quantization;
                import dev.halfstep.Training;
                import dev.halfstep.quantize.Precision;
                import dev.halfstep.train.TrainingOptions;
                import java.nio.file.Path;

                class Wages {
                    public static void main(String[] arguments) {
                        Data data = Data.read(Path.of(arguments[0]), "wage");
                        Model model = Training.run(data, TrainingOptions.defaults().withEpochs(2)).model();
                        Model quantized = model.quantize(data, Quantization.to(Precision.FULL_INT8));
                        System.out.println(quantized.evaluate(data, model).rows() + " rows in "
                                + quantized.getClass().getModule());
                    }
                }
                """);
        project.run("javac", List.of("-p", path, "-d", "classes", "module-info.java", "wages/Wages.java"));
        assertThat(project.run("java", List.of("-p", path + File.pathSeparator + "classes",
                "-cp", Project.path(Project.NATIVE_CODE), "--enable-native-access=ALL-UNNAMED", "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true", "-m",
                "wages/wages.Wages", WAGES.toString()))).contains("107 rows in module dev.halfstep");
    }
}
