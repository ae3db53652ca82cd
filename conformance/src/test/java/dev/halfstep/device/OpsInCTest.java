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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
    private static final int FEW = 2;
    private static final int MANY = 20;

    /** By family of ops: what is said where there is no C. */
    private static final Map<String, List<String>> REFUSED = Map.of(
            "coding", List.of("CAST: there is no C for CAST."),
            "conv", List.of("RESIZE_BILINEAR: there is no C for RESIZE_BILINEAR of uint8: the reference computes it in"
                    + " floating point. Quantize the model to full-int8."),
            "dense", List.of("FULLY_CONNECTED: there is no C for layers whose weights are computed."),
            "elementwise", List.of("DIV: there is no C for DIV of int16.", "DIV: there is no C for DIV of int8.",
                    "DIV: there is no C for DIV of uint8.", "FLOOR_DIV: there is no C for FLOOR_DIV of int16.",
                    "FLOOR_DIV: there is no C for FLOOR_DIV of int8.",
                    "FLOOR_MOD: there is no C for FLOOR_MOD of int16.",
                    "FLOOR_MOD: there is no C for FLOOR_MOD of int8.",
                    "RSQRT: there is no C for RSQRT of codes for which it has no value.",
                    "SQRT: there is no C for SQRT of codes for which it has no value.",
                    "SQRT: there is no C for SQRT of int16."),
            "move", List.of("DYNAMIC_UPDATE_SLICE: there is no C for DYNAMIC_UPDATE_SLICE.",
                    "GATHER: there is no C for GATHER with indices that are computed.",
                    "GATHER_ND: there is no C for GATHER_ND with indices that are computed.",
                    "SCATTER_ND: there is no C for SCATTER_ND."),
            "reduce", List.of("REDUCE_PROD: there is no C for REDUCE_PROD of int16.",
                    "REDUCE_PROD: there is no C for REDUCE_PROD of int8.",
                    "TOPK_V2: there is no C for TOPK_V2 of int16.",
                    "TOPK_V2: there is no C for TOPK_V2 of int8.", "TOPK_V2: there is no C for TOPK_V2 of uint8."));

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
        Map<JudgedCase, CModel> models = new LinkedHashMap<>();
        var refused = new TreeSet<String>();
        for (JudgedCase one : some(family)) {
            Optional<Graph> graph = CodesNetwork.of(one);
            if (graph.isPresent()) {
                String name = "m" + models.size();
                Path file = own.resolve(name + ".tflite");
                TfliteWriter.write(graph.get(), file);
                try {
                    models.put(one, CModel.of(ModelFile.read(file), ExportOptions.named(name), own));
                } catch (Problem problem) {
                    refused.add(problem.getMessage().replaceAll("^node \\d+ ", ""));
                }
            }
        }
        assertThat(refused).containsExactlyInAnyOrderElementsOf(REFUSED.getOrDefault(family, List.of()));
        List<JudgedCase> cases = List.copyOf(models.keySet());
        int half = cases.size() / 2;
        Stream.of(cases.subList(0, half), cases.subList(half, cases.size())).parallel().forEach(some -> {
            CProgram program = CProgram.compile(some.stream().map(models::get).toList(), "gcc", CCompiler.CHECKED);
            some.forEach(one -> compare(program, one, Objects.requireNonNull(models.get(one))));
        });
    }

    /** A few of each op at each combination of types. */
    private static List<JudgedCase> some(String family) {
        Map<String, List<JudgedCase>> kinds = cases(family).stream()
                .collect(Collectors.groupingBy(one -> one.op() + one.types(), LinkedHashMap::new, Collectors.toList()));
        return kinds.values().stream().flatMap(kind -> kind.stream().limit(family.equals("lstm") ? MANY : FEW))
                .toList();
    }

    /** Gives what TensorFlow Lite gave, and for other inputs what the interpreter gives. */
    private static void compare(CProgram program, JudgedCase one, CModel model) {
        byte[] judged = CodesNetwork.inputs(one);
        byte[] random = model.inputs(ROWS, 4);
        byte[] inputs = Arrays.copyOf(judged, judged.length + random.length);
        System.arraycopy(random, 0, inputs, judged.length, random.length);
        byte[] outputs = program.outputs(model, inputs);
        byte[] first = Arrays.copyOf(outputs, one.outputs().length);
        assertThat(first).as("%s as TensorFlow Lite has it", one).isEqualTo(one.outputs());
        assertThat(outputs).as(one.name()).isEqualTo(model.expected(inputs));
    }
}
