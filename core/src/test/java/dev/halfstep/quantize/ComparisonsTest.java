package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.data.Offset.offset;

import dev.halfstep.fixture.Quantized;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.op.elementwise.Compare;
import dev.halfstep.op.move.Selecting.Select;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Networks that compare values, such as {@code x > threshold ? x : 0}. */
class ComparisonsTest {

    private static Graph network(float threshold) {
        var builder = new Graph.Builder();
        Shape row = Shape.of(1, 1);
        int x = builder.add(TensorInfo.real("x", row).withOpenBatch());
        int limit = builder.add(TensorInfo.constant("threshold", Tensor.of(Shape.of(), threshold)));
        int zero = builder.add(TensorInfo.constant("zero", Tensor.of(Shape.of(), 0)));
        int above = builder.add(new TensorInfo("above", DType.BOOL, row, row.with(0, Shape.UNKNOWN), Optional.empty(),
                Optional.empty()));
        int y = builder.add(TensorInfo.real("y", row).withOpenBatch());
        builder.add(new Node(Compare.GREATER, List.of(x, limit), List.of(above)));
        builder.add(new Node(new Select(true), List.of(above, x, zero), List.of(y)));
        return builder.inputs(List.of(x)).outputs(List.of(y)).build();
    }

    private static Tensor rows(float... values) {
        return Tensor.of(Shape.of(values.length, 1), values);
    }

    private static float[] run(Graph model, Tensor rows) {
        return Predictor.of(model).predict(rows).values().values();
    }

    @Test
    void codesAreCompared() {
        Tensor rows = rows(-1, -0.5f, 0.25f, 0.75f, 1);
        Graph model = Quantized.plain(network(0.5f), Precision.FULL_INT8, DType.INT8, rows);
        assertThat(model.nodes()).extracting(node -> node.op().name()).containsExactly("GREATER", "SELECT_V2");
        assertThat(model.tensor(model.nodes().getFirst().input(0)).dtype()).isEqualTo(DType.INT8);
        assertThat(run(model, rows)).containsExactly(new float[] {0, 0, 0, 0.75f, 1},
                offset(0.005f));
    }

    /** Codes of a scale of 4 are beyond what runtimes can compare. */
    @Test
    void whatReachesTooFarIsComparedInFloat() {
        Tensor rows = rows(-20, 299, 301, 1000);
        Graph model = Quantized.of(network(300), Precision.INT8, rows);
        Node greater = model.nodes().stream().filter(node -> node.op() == Compare.GREATER).findFirst().orElseThrow();
        assertThat(model.tensor(greater.input(0)).dtype()).isEqualTo(DType.FLOAT32);
        assertThat(run(model, rows)).containsExactly(new float[] {0, 0, 301, 1000},
                offset(3f));
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Quantized.of(network(300), Precision.FULL_INT8, rows))
                .withMessageContaining("GREATER: tensor 0 'x' reaches from")
                .withMessageContaining("too far for a scale below 1");
    }
}
