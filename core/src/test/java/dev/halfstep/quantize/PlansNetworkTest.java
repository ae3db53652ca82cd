package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Activation;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A plan is carried out on the network that it was made for, and on no other. */
class PlansNetworkTest {

    private static final Graph NETWORK = NetworkBuilder.mlp(1, 3, 8, 1);
    private static final Tensor ROWS = Rows.normal(2, 50, 3);

    private static Plan plan(Precision precision) {
        return Quantizer.plan(NETWORK, precision, precision.edges().getFirst(), Recipe.DEFAULT, ROWS);
    }

    /** One layer less: indices lead nowhere. */
    @ParameterizedTest
    @EnumSource
    void fewerLayersAreRefused(Precision precision) {
        assertRefused(NetworkBuilder.mlp(1, 3, 1), plan(precision));
    }

    /** The same layers with other weights: indices lead to tensors of the right shape, and codes are those of other weights. */
    @ParameterizedTest
    @EnumSource
    void otherWeightsAreRefused(Precision precision) {
        assertRefused(NetworkBuilder.mlp(3, 3, 8, 1), plan(precision));
    }

    @Test
    void oneWeightThatDiffersIsRefused() {
        int t = NETWORK.nodes().getFirst().input(FullyConnected.WEIGHTS);
        float[] values = ((Tensor) NETWORK.constant(t)).values().clone();
        values[5] = Math.nextUp(values[5]);
        assertRefused(
                with(NETWORK, t, TensorInfo.constant(NETWORK.tensor(t).name(), Tensor.of(Shape.of(8, 3), values))),
                plan(Precision.FULL_INT8));
    }

    @Test
    void anotherOptionIsRefused() {
        Graph.Builder builder = new Graph.Builder().inputs(NETWORK.inputs()).outputs(NETWORK.outputs());
        NETWORK.tensors().forEach(builder::add);
        NETWORK.nodes().forEach(node -> builder.add(
                new Node(node.op().withActivation(Activation.NONE).orElseThrow(), node.inputs(), node.outputs())));
        assertRefused(builder.build(), plan(Precision.FULL_INT8));
    }

    @Test
    void anotherOpenExtentIsRefused() {
        TensorInfo input = NETWORK.inputTensors().getFirst();
        assertRefused(with(NETWORK, NETWORK.inputs().getFirst(), TensorInfo.real(input.name(), input.shape())),
                plan(Precision.FULL_INT8));
    }

    /** What a network is called makes no other network of it, nor does being written and read. */
    @Test
    void namesAndFilesMakeNoDifference() {
        Plan plan = plan(Precision.FULL_INT8);
        byte[] expected = TfliteWriter.toBytes(Quantizer.apply(NETWORK, plan));
        Graph reread = TfliteReader.read(TfliteWriter.toBytes(NETWORK));
        assertThat(TfliteWriter.toBytes(Quantizer.apply(reread, plan))).isEqualTo(expected);
        Graph renamed = NETWORK.toBuilder().description("another name").build().withText("note", "of no weight");
        int t = NETWORK.nodes().getLast().output();
        renamed = with(renamed, t, NETWORK.tensor(t).withName("price"));
        assertThat(Quantizer.apply(renamed, plan).outputTensors().getFirst().name()).isEqualTo("price");
        assertThat(plan.network()).matches("[0-9a-f]{64}");
    }

    /** Plans are kept, so what a network is known by must not change unnoticed. */
    @Test
    void theDigestStaysTheSameForEver() {
        assertThat(plan(Precision.FLOAT16).network())
                .isEqualTo("b9cd62d365b8561e13b3510a7fcbcc760b4072fac8891add656deada78fb0ef2");
    }

    private static Graph with(Graph network, int t, TensorInfo other) {
        var tensors = new ArrayList<>(network.tensors());
        tensors.set(t, other);
        var builder = new Graph.Builder().inputs(network.inputs()).outputs(network.outputs());
        tensors.forEach(builder::add);
        network.nodes().forEach(builder::add);
        return builder.build();
    }

    private static void assertRefused(Graph other, Plan plan) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Quantizer.apply(other, plan))
                .withMessageStartingWith("the plan was made for another network: ")
                .withMessageContaining("Make a plan of this network");
    }
}
