package dev.halfstep.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.halfstep.c.ExportOptions;
import dev.halfstep.fixture.JudgedCase;
import dev.halfstep.fixture.Resources;
import dev.halfstep.graph.Graph;
import dev.halfstep.model.ModelFile;
import dev.halfstep.problem.Problem;
import dev.halfstep.tflite.TfliteWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * C of each op at each combination of types of codes that there are models of, which TensorFlow Lite has judged: it gives the
 * interpreter's codes, or is refused by name.
 */
class OpsInCTest {

    private static final int ROWS = 300;

    @TempDir
    private static Path folder;

    @TestFactory
    Stream<DynamicTest> families() {
        return Stream.of("coding", "conv", "dense", "elementwise", "lstm", "move", "reduce")
                .map(family -> dynamicTest(family, () -> check(family)));
    }

    private static List<JudgedCase> cases(String family) {
        try {
            return JudgedCase.read(Files.newInputStream(Resources.path("golden/" + family + ".gz")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(String family) throws IOException {
        CCompiler.assumeInstalled("gcc");
        Path own = Files.createTempDirectory(folder, family);
        var models = new ArrayList<CModel>();
        var refused = new TreeSet<String>();
        for (JudgedCase one : cases(family)) {
            Optional<Graph> graph = CodesNetwork.of(one);
            if (graph.isPresent()) {
                String name = "m" + models.size();
                Path file = own.resolve(name + ".tflite");
                TfliteWriter.write(graph.get(), file);
                try {
                    models.add(CModel.of(ModelFile.read(file), ExportOptions.named(name), own));
                } catch (Problem problem) {
                    refused.add(one.op() + " " + one.types() + ": " + problem.getMessage());
                }
            }
        }
        System.out.println(family + ": " + models.size() + " written");
        refused.forEach(System.out::println);
        for (String[] flags : new String[][] {{"-O2"}, CCompiler.CHECKED}) {
            CProgram program = CProgram.compile(models, "gcc", flags);
            for (CModel model : models) {
                byte[] inputs = model.inputs(ROWS, 4);
                assertThat(program.outputs(model, inputs)).as(model.library().name()).isEqualTo(model.expected(inputs));
            }
        }
    }
}
