package dev.halfstep.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.Shared;
import dev.halfstep.explain.budget.Budget;
import dev.halfstep.explain.budget.ErrorBudget;
import dev.halfstep.explain.budget.ErrorBudget.Grouping;
import dev.halfstep.explain.budget.Source.Kind;
import dev.halfstep.explain.codes.CodeUseCheck;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.graph.Graph;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import dev.halfstep.tensor.npy.Npy;
import dev.halfstep.tflite.TfliteReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each network that TensorFlow's converter quantized is explained, with the float model and without: shares sum to the total, and what
 * all sources give is the integer model code for code, which the budget checks on each run.
 */
class ExplainedReferencesTest {

    @TestFactory
    Stream<DynamicTest> networks() {
        Path folder = Shared.reference("ops");
        return names(folder).filter(name -> !name.endsWith(".float32"))
                .map(name -> DynamicTest.dynamicTest(name, () -> explain(folder, name)));
    }

    @TestFactory
    Stream<DynamicTest> publicModels() {
        return Shared.tests("reference/models", folder -> names(folder)
                .map(name -> DynamicTest.dynamicTest(name, () -> explain(TfliteReader.read(
                        folder.resolve(name + ".tflite")), Optional.empty(), folder.resolve(name + ".input.npy")))));
    }

    private static Stream<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".tflite"))
                    .map(name -> name.substring(0, name.length() - ".tflite".length())).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Graph model(Path folder, String name) {
        return TfliteReader.read(folder.resolve(name + ".tflite"));
    }

    private static void explain(Path folder, String name) {
        String network = name.substring(0, name.indexOf('.'));
        Path inputs = folder.resolve(network + ".input.npy");
        explain(model(folder, name), Optional.empty(), inputs);
        for (Budget budget : explain(model(folder, name), Optional.of(model(folder, network + ".float32")), inputs)) {
            assertThat(budget.players().stream().flatMap(share -> share.sources().stream()))
                    .noneMatch(source -> source.kind() == Kind.UNMATCHED);
        }
    }

    private static List<Budget> explain(Graph model, Optional<Graph> floats, Path file) {
        Value inputs = Npy.read(file);
        // Of some models the codes were kept.
        Value real = inputs instanceof Codes codes ? Codes.of(codes.dtype(), codes.shape(), raw(codes),
                model.inputTensors().getFirst().quantization().orElseThrow()).dequantize() : inputs;
        List<Subject> outputs = Subject.ofOutputs(model, floats, List.of((Tensor) real));
        List<Budget> budgets = ErrorBudget.ofOutputs(outputs, Grouping.SOURCES, done -> {});
        assertThat(budgets).hasSize(model.outputs().size()).allSatisfy(budget -> assertThat(
                budget.players().stream().mapToDouble(share -> share.share().inUnits()).sum())
                .isCloseTo(budget.total().inUnits(), within(1e-9 * budget.total().inUnits())));
        assertThat(CodeUseCheck.check(outputs.getFirst()).rows()).isEqualTo(inputs.shape().extent(0));
        return budgets;
    }

    private static long[] raw(Codes codes) {
        var raw = new long[codes.shape().elements()];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = codes.rawCode(i);
        }
        return raw;
    }

    /**
     * Two convolutions share a bias, which the converter writes once, in the scale of the first: the second adds it in another one. That
     * is nearly all that is wrong with the file.
     */
    @Test
    void aBiasInTheScaleOfAnotherLayer() {
        Path folder = Shared.reference("ops");
        Budget budget = explain(model(folder, "conv_residual.int16x8"),
                Optional.of(model(folder, "conv_residual.float32")), folder.resolve("conv_residual.input.npy"))
                .getFirst();
        assertThat(budget.players().getFirst().name()).isEqualTo("biases of layer 2 CONV_2D");
        assertThat(budget.players().getFirst().share().inUnits()).isGreaterThan(0.9 * budget.total().inUnits());
    }
}
