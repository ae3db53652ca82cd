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
import java.util.function.Function;
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
    /** Without optimization and with it only where all is asked for: the sanitizers see more. */
    private static final boolean ALL = Boolean.getBoolean("halfstep.c.all");
    private static final List<String[]> FLAGS =
            List.of(CCompiler.CHECKED, new String[] {"-O0"}, new String[] {"-O2"});

    /** By family of ops: what is said where there is no C. */
    private static final Map<String, List<String>> REFUSED = Map.of(
            "conv", List.of("RESIZE_BILINEAR: there is no C for RESIZE_BILINEAR of uint8: the reference computes it in"
                    + " floating point. Quantize the model to full-int8."),
            "elementwise", List.of("SQRT: there is no C for SQRT of int16: the reference computes it in floating point."
                    + " Quantize the model to full-int8."));
    /** The same where integers are computed. */
    private static final Map<String, List<String>> REFUSED_INTEGERS = Map.of(
            "dense",
            List.of("BATCH_MATMUL: there is no C for BATCH_MATMUL with sums as its results. Let the network end"
                    + " before it, or run the model by an interpreter."),
            "elementwise", ofWideIntegers("ADD", "FLOOR_MOD", "MAXIMUM", "MINIMUM", "MUL", "NEG", "SUB"),
            "reduce", ofWideIntegers("MEAN", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD", "SUM"));

    private static List<String> ofWideIntegers(String... ops) {
        return Stream.of(ops).map(op -> op + ": there is no C for " + op
                + " of int64. Have the model compute it in int32.").toList();
    }

    @TempDir
    private static Path folder;

    @TestFactory
    Stream<DynamicTest> families() {
        return Stream.of("coding", "conv", "dense", "elementwise", "lstm", "move", "reduce")
                .map(family -> dynamicTest(family, () -> check(family, CodesNetwork::of, REFUSED)));
    }

    /** The same where indices and other integers are computed, too. */
    @TestFactory
    Stream<DynamicTest> computedIntegers() {
        return Stream.of("coding", "dense", "elementwise", "move", "reduce")
                .map(family -> dynamicTest(family, () -> check(family, CodesNetwork::ofIntegers, REFUSED_INTEGERS)));
    }

    private static List<JudgedCase> cases(String family) {
        try {
            return JudgedCase.read(Files.newInputStream(Resources.path("golden/" + family + ".gz")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(String family, Function<JudgedCase, Optional<Graph>> network,
            Map<String, List<String>> expected) throws IOException {
        CCompiler.assumeInstalled("gcc");
        Path own = Files.createTempDirectory(folder, family);
        Map<JudgedCase, CModel> models = new LinkedHashMap<>();
        var refused = new TreeSet<String>();
        for (JudgedCase one : some(family)) {
            Optional<Graph> graph = network.apply(one);
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
        assertThat(refused).containsExactlyInAnyOrderElementsOf(expected.getOrDefault(family, List.of()));
        List<JudgedCase> cases = List.copyOf(models.keySet());
        int half = cases.size() / 2;
        Stream.of(cases.subList(0, half), cases.subList(half, cases.size())).filter(some -> !some.isEmpty()).parallel()
                .forEach(some -> {
                    for (String[] flags : ALL ? FLAGS : FLAGS.subList(0, 1)) {
                        CProgram program = CProgram.compile(some.stream().map(models::get).toList(), "gcc", flags);
                        some.forEach(one -> compare(program, one, Objects.requireNonNull(models.get(one))));
                    }
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
        boolean isAsJudged = model.rowBytes() == CodesNetwork.inputs(one).length
                && model.outBytes() == one.outputs().length;
        byte[] judged = isAsJudged ? CodesNetwork.inputs(one) : CodesNetwork.integerInputs(one, model.graph());
        byte[] random = model.inputs(ROWS, 4);
        byte[] inputs = Arrays.copyOf(judged, judged.length + random.length);
        System.arraycopy(random, 0, inputs, judged.length, random.length);
        byte[] outputs = program.outputs(model, inputs);
        if (isAsJudged) {
            byte[] first = Arrays.copyOf(outputs, one.outputs().length);
            assertThat(first).as("%s as TensorFlow Lite has it", one).isEqualTo(one.outputs());
        }
        assertThat(outputs).as(one.name()).isEqualTo(model.expected(inputs));
    }
}
