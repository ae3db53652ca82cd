package dev.halfstep.explain.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Reference;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.op.Activation;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With all sources on, a simulation is the quantized model, with all off the float model. */
class SimulationTest {

    private static final int ROWS = 150;

    record Case(String name, Graph floats, Graph quantized, Tensor rows) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> models() {
        return Stream.of(ours(), references(), severalRowsInOne()).flatMap(cases -> cases);
    }

    private static Stream<Case> ours() {
        Stream.Builder<Case> cases = Stream.builder();
        int seed = 0;
        for (int[] widths : List.of(new int[] {5, 16, 1}, new int[] {7, 12, 9, 2}, new int[] {3, 4})) {
            Graph floats = NetworkBuilder.mlp(++seed, widths);
            Tensor calibration = Rows.normal(seed, 80, widths[0]);
            Tensor rows = Rows.normal(seed + 100, ROWS, widths[0]);
            for (Precision precision : Precision.values()) {
                for (DType edge : precision.edges()) {
                    for (Recipe recipe : List.of(Recipe.TENSORFLOW, Recipe.DEFAULT,
                            Recipe.BEST.withWidth(1.8).withVernier(3))) {
                        Graph quantized = Quantizer.apply(floats,
                                Quantizer.plan(floats, precision, edge, recipe, calibration));
                        cases.add(new Case(Arrays.toString(widths) + " " + precision.label() + " " + edge.label() + " "
                                + recipe.name(), floats, quantized, rows));
                    }
                }
            }
        }
        return cases.build();
    }

    private static Stream<Case> references() {
        return Reference.all().filter(r -> r.graph().outputs().size() == 1)
                .map(r -> new Case(r.toString(), r.floatNetwork(), r.graph(), r.input()));
    }

    /** Dense layers over the last axis of three: one row of the model is two rows of each layer. */
    private static Stream<Case> severalRowsInOne() {
        var builder = new Graph.Builder();
        int in = builder.add(TensorInfo.real("in", Shape.of(1, 2, 3)).withOpenBatch());
        int hidden = builder.add(TensorInfo.real("hidden", Shape.of(1, 2, 8)).withOpenBatch());
        int out = builder.add(TensorInfo.real("out", Shape.of(1, 2, 4)).withOpenBatch());
        int w1 = builder.add(TensorInfo.constant("w1", Rows.normal(1, 8, 3)));
        int b1 = builder.add(TensorInfo.constant("b1", Tensor.of(Shape.of(8), Rows.normal(2, 1, 8).values())));
        int w2 = builder.add(TensorInfo.constant("w2", Rows.normal(3, 4, 8)));
        builder.add(new Node(new FullyConnected(Activation.RELU6, true, false), List.of(in, w1, b1), List.of(hidden)));
        builder.add(new Node(new FullyConnected(Activation.NONE, true, false), List.of(hidden, w2), List.of(out)));
        Graph floats = builder.inputs(List.of(in)).outputs(List.of(out)).build();
        Tensor rows = Tensor.of(Shape.of(ROWS, 2, 3), Rows.normal(4, ROWS, 6).values());
        return Stream.of(Precision.values()).map(precision -> new Case("three axes " + precision.label(), floats,
                Quantized.of(floats, precision, precision.edges().getFirst(), Recipe.TENSORFLOW, rows), rows));
    }

    private static Simulation simulation(Case model) {
        var network = QuantizedNetwork.of(model.quantized);
        double[] inputs = Tensor.widened(model.rows.values());
        int rows = model.rows.shape().extent(0);
        List<DenseParameters> meant = Alignment.meant(FloatNetwork.of(model.floats), network, inputs, rows);
        return new SimulationBuilder(network, meant).build(inputs, rows);
    }

    @ParameterizedTest
    @MethodSource("models")
    void withAllSourcesItIsTheQuantizedModel(Case model) {
        Simulation simulation = simulation(model);
        var on = new boolean[simulation.sources().size()];
        Arrays.fill(on, true);
        double[] simulated = simulation.run(on);
        Predictor predictor = Predictor.of(model.quantized);
        float[] real = predictor.predict(model.rows).values().values();
        boolean isInteger = predictor.output().domain().isPresent();
        for (int i = 0; i < real.length; i++) {
            if (isInteger && predictor.output().copies() == 1) {
                assertThat((float) simulated[i]).isEqualTo(real[i]);
            } else if (isInteger) {
                // The mean of copies is rounded to float; one code more or less would be a third of a step.
                assertThat(simulated[i]).isCloseTo(real[i],
                        within(1e-4 * predictor.output().domain().get().step()));
            } else {
                assertThat(simulated[i]).isCloseTo(real[i], within(1e-5 * Math.max(1, Math.abs(real[i]))));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void withoutSourcesItIsTheFloatModel(Case model) {
        Simulation simulation = simulation(model);
        double[] simulated = simulation.run(new boolean[simulation.sources().size()]);
        float[] floats = Predictor.of(model.floats).predict(model.rows).values().values();
        for (int i = 0; i < floats.length; i++) {
            assertThat(simulated[i]).isCloseTo(floats[i], within(1e-5 * Math.max(1, Math.abs(floats[i]))));
        }
    }

    @Test
    void turningSwitchesOneByOneGivesWhatAFreshRunGives() {
        Graph floats = NetworkBuilder.mlp(9, 4, 8, 6, 1);
        Tensor rows = Rows.normal(3, 40, 4);
        var model = new Case("", floats, Quantized.of(floats, Precision.FULL_UINT8, rows), rows);
        Simulation turned = simulation(model);
        var on = new boolean[turned.sources().size()];
        var random = new Random(4);
        for (int turn = 0; turn < 200; turn++) {
            int source = random.nextInt(on.length);
            on[source] = !on[source];
            assertThat(turned.run(on)).isEqualTo(turned.ofRows(0, turned.rows()).run(on));
        }
    }
}
