package dev.halfstep.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Resources;
import dev.halfstep.fixture.SharedScaleNetworks;
import dev.halfstep.fixture.UnrolledNetworks;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.npy.Npy;
import dev.halfstep.tflite.TfliteReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Networks whose ops share scales, layers that share weights, and networks with an op in float between integer ends. */
@Tag("golden") // with each set of kernels
class SharedScalesInTfliteTest {

    private static final int SAMPLES = 4;

    @Test
    void sharedScales() {
        assertSame(SharedScaleNetworks.all(), SharedScaleNetworks.ROWS, "shared-scales");
    }

    @Test
    void sharedWeights() {
        assertSame(UnrolledNetworks.all(), UnrolledNetworks.ROWS, "shared-weights");
    }

    @Test
    void peoplesNetworks() {
        for (String name : List.of("clip_head/clip", "gru_shared_weights/gru", "layernorm/ln", "per_tensor_dense/f")) {
            String folder = name.substring(0, name.indexOf('/'));
            assertSame(Map.of(folder, TfliteReader.read(Resources.path("cases/" + name + ".tflite"))),
                    (Tensor) Npy.read(Resources.path("cases/" + folder + "/x.npy")), folder);
        }
    }

    private static void assertSame(Map<String, Graph> networks, Tensor rows, String folder) {
        var cases = new ArrayList<OpCase>();
        networks.forEach((name, network) -> {
            for (Recipe recipe : List.of(Recipe.DEFAULT, Recipe.TENSORFLOW,
                    Recipe.DEFAULT.withPerChannelWeights(false))) {
                for (Precision precision : List.of(Precision.INT8, Precision.INT16X8)) {
                    for (DType edge : precision.edges()) {
                        Graph model = Quantized.of(network, precision, edge, recipe, rows);
                        cases.addAll(cases(name + " " + precision.label() + " " + edge.label() + " " + recipe.name(),
                                model, rows));
                    }
                }
            }
        });
        assertThat(cases).isNotEmpty();
        OpsJudge.assertSame(cases, OpsJudge.folder(folder));
    }

    private static List<OpCase> cases(String name, Graph model, Tensor rows) {
        var cases = new ArrayList<OpCase>();
        Interface.Port port = Interface.of(model).inputs().getFirst();
        int width = rows.shape().elements() / rows.shape().extent(0);
        for (int sample = 0; sample < SAMPLES; sample++) {
            Shape shape = rows.shape().with(0, 1);
            cases.add(new OpCase(name + " sample " + sample, model,
                    List.of(port.encode(rows.slice(sample * width, shape)))));
        }
        return cases;
    }
}
