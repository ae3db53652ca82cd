package dev.halfstep.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.explain.budget.Budget;
import dev.halfstep.explain.budget.ErrorBudget;
import dev.halfstep.explain.codes.CodeUse;
import dev.halfstep.explain.codes.CodeUseCheck;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.fixture.Resources;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tflite.TfliteReader;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models whose layers do not hang together as they should are explained, or refused with a word on why. */
class OddModelsTest {

    private static Graph model(String name) {
        return TfliteReader.read(Resources.path("cases/" + name + ".tflite"));
    }

    private static Subject subject(Graph quantized, Optional<Graph> floats, int rows) {
        Tensor inputs = Rows.normal(1, rows, quantized.inputTensors().getFirst().shape().extent(1));
        return Subject.of(quantized, floats, inputs, Subject.numbered(rows), Optional.empty(), Units.of(quantized));
    }

    private static void assertIndependent(Subject subject) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> ErrorBudget.of(subject, ErrorBudget.Grouping.SOURCES))
                .withMessageContaining("does not depend on");
    }

    /** Its output is the bias of a layer that nobody reads. */
    @Test
    void outputsThatAreConstants() {
        Graph network = model("explain-npe2");
        Tensor rows = Rows.normal(1, 50, 9);
        Graph quantized = Quantizer.apply(network,
                Quantizer.plan(network, Precision.FULL_UINT8, DType.UINT8, Recipe.DEFAULT, rows));
        assertIndependent(subject(network, Optional.empty(), 50));
        assertIndependent(subject(quantized, Optional.of(network), 50));
    }

    /** A layer reads the bias of another. */
    @Test
    void layersThatReadConstants() {
        assertIndependent(subject(model("explain-npe.quantized"), Optional.empty(), 50));
        assertIndependent(subject(model("explain-npe.quantized"), Optional.of(model("explain-npe")), 50));
    }

    /** What should be a bias is a state, of half precision: only the input's part can be told. */
    @Test
    void biasesThatAreStates() {
        Graph floats = model("explain-ise-float16");
        Subject subject = subject(model("explain-npe.quantized"), Optional.of(floats), 50);
        Budget budget = ErrorBudget.of(subject, ErrorBudget.Grouping.SOURCES);
        assertThat(budget.players().stream().mapToDouble(player -> player.share().inUnits()).sum())
                .isCloseTo(budget.total().inUnits(), within(1e-9 * Math.max(1, budget.total().inUnits())));
        assertThat(CodeUseCheck.check(subject).rows()).isEqualTo(50);
    }

    /** An axis of samples is lost on the way: rows have to run one by one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 600})
    void layersOfBatchesThatDoNotGrow(int rows) {
        CodeUse use = CodeUseCheck.check(subject(model("codeuse-iae"), Optional.empty(), rows));
        assertThat(use.rows()).isEqualTo(rows);
        assertThat(use.layers()).isNotEmpty();
    }
}
