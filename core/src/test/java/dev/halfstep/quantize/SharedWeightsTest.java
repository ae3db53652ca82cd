package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Resources;
import dev.halfstep.fixture.Spread;
import dev.halfstep.fixture.UnrolledNetworks;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.quantize.scale.SharedWeights;
import dev.halfstep.quantize.scale.SharedWeights.Coded;
import dev.halfstep.quantize.scale.SharedWeights.Use;
import dev.halfstep.quantize.scale.WeightCoding;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.npy.Npy;
import dev.halfstep.tflite.TfliteReader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights of several layers, of which one may read much smaller values than the others. */
class SharedWeightsTest {

    private static final float[] VALUES = {1, -0.5f, 0.25f, 127};

    private static List<Coded> code(float closeness, Use... uses) {
        return SharedWeights.code(WeightCoding.Weights.of(VALUES, Shape.of(2, 2), 0), WeightCoding.INT8, List.of(uses),
                closeness);
    }

    @Test
    void layersWithRoomForTheirBiasesShareCodes() {
        List<Coded> all = code(1, new Use(3, 0.01f, new float[] {1, 2}), new Use(5, 0.5f, new float[0]));
        assertThat(all).singleElement().satisfies(coded -> {
            assertThat(coded.nodes()).containsExactly(3, 5);
            assertThat(coded.coding().scales()).containsExactly(1 / 127f, 1);
        });
    }

    /** A bias of 1 in steps of 1e-12 / 127 needs more than 31 bits: only its own layer's channel grows. */
    @Test
    void aLayerWhoseBiasNeedsRoomGetsCodesOfItsOwn() {
        List<Coded> all = code(1.1f, new Use(0, 1e-12f, new float[] {1, 0}), new Use(1, 0.01f, new float[] {1, 1}),
                new Use(2, 0.02f, new float[] {1, 1}));
        assertThat(all).extracting(Coded::nodes).containsExactly(List.of(0), List.of(1, 2));
        assertThat(all.getFirst().coding().scales()).containsExactly((float) (1 / 1e-12f / (double) (1L << 30)), 1);
        assertThat(all.getLast().coding().scales()).containsExactly(1 / 127f, 1);
    }

    @Test
    void scalesThatHardlyDifferAreShared() {
        float small = (float) (1 / (1.05 / 127) / (1L << 30));
        Use grown = new Use(0, small, new float[] {1, 0});
        Use plain = new Use(1, 1, new float[] {1, 0});
        assertThat(code(1.1f, grown, plain)).hasSize(1);
        assertThat(code(1, grown, plain)).hasSize(2);
    }

    static Stream<Arguments> unrolled() {
        return UnrolledNetworks.all().entrySet().stream()
                .map(network -> Arguments.of(network.getKey(), network.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unrolled")
    void unrolledNetworksStayClose(String name, Graph network) {
        for (Recipe recipe : List.of(Recipe.DEFAULT, Recipe.TENSORFLOW)) {
            boolean hasCells = name.equals("lstm"); // which gather up what each step adds
            assertThat(deviation(network, Precision.INT8, recipe, UnrolledNetworks.ROWS)).as("int8 %s", recipe.name())
                    .isLessThan(hasCells ? 0.062 : 0.03);
            assertThat(deviation(network, Precision.INT16X8, recipe, UnrolledNetworks.ROWS))
                    .as("int16x8 %s", recipe.name()).isLessThan(hasCells ? 0.018 : 0.006);
        }
    }

    private static double deviation(Graph network, Precision precision, Recipe recipe, Tensor rows) {
        Graph model = Quantized.of(network, precision, DType.FLOAT32, recipe, rows);
        return Spread.deviations(model, Quantizer.floatNetwork(network), rows).getFirst();
    }

    /** Where the first state is exactly 0 all steps share one copy of the recurrent weights. */
    @Test
    void stepsShareOneCopy() {
        Graph network = UnrolledNetworks.all().get("gru");
        for (Precision precision : List.of(Precision.INT8, Precision.INT16X8)) {
            assertThat(copies(Quantized.of(network, precision, DType.FLOAT32, UnrolledNetworks.ROWS))).hasSize(3);
        }
    }

    /** A tiny first state: one copy for its step, one for the other five; and those of the inputs and of the output. */
    @Test
    void aTinyFirstStateCostsOneCopy() {
        Graph network = UnrolledNetworks.all().get("simple from a tiny state");
        Graph model = Quantized.of(network, Precision.INT16X8, DType.FLOAT32, UnrolledNetworks.ROWS);
        assertThat(copies(model)).hasSize(4);
    }

    private static Set<Integer> copies(Graph model) {
        Set<Integer> weights = new HashSet<>();
        for (Node node : model.nodes()) {
            if (node.op() instanceof FullyConnected) {
                weights.add(node.input(FullyConnected.WEIGHTS));
            }
        }
        return weights;
    }

    /** The converter's own int8 file deviates by 0.0066, int16x8 before by 0.38. */
    @Test
    void aGruOfTwelveSteps() {
        Graph network = TfliteReader.read(Resources.path("cases/gru_shared_weights/gru.tflite"));
        Tensor rows = (Tensor) Npy.read(Resources.path("cases/gru_shared_weights/x.npy"));
        assertThat(deviation(network, Precision.INT16X8, Recipe.DEFAULT, rows)).isLessThan(0.003);
        assertThat(deviation(network, Precision.INT16X8, Recipe.TENSORFLOW, rows)).isLessThan(0.003);
        assertThat(deviation(network, Precision.INT8, Recipe.TENSORFLOW, rows)).isLessThan(0.0067);
        assertThat(deviation(network, Precision.INT8, Recipe.DEFAULT, rows)).isLessThan(0.007);
    }

    @Test
    void plansWithCopiesSurviveJson() {
        Graph network = Quantizer.floatNetwork(UnrolledNetworks.all().get("simple from a tiny state"));
        Plan plan = Quantizer.plan(network, Precision.INT16X8, DType.FLOAT32, Recipe.DEFAULT, UnrolledNetworks.ROWS);
        assertThat(plan.decisions()).anyMatch(d -> d instanceof Decision.Weights w && !w.nodes().isEmpty());
        assertThat(Plan.fromJson(plan.toJson())).isEqualTo(plan);
    }
}
