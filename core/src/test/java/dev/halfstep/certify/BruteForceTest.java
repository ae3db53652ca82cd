package dev.halfstep.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.certify.Certified.Method;
import dev.halfstep.certify.Certified.OutputBound;
import dev.halfstep.certify.domain.InputDomain;
import dev.halfstep.certify.domain.InputDomain.Choices;
import dev.halfstep.certify.domain.InputDomain.Interval;
import dev.halfstep.certify.domain.OutputUnit;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.DenseLayers;
import dev.halfstep.graph.FeatureCodes.Slot;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exact bounds against all cells of a domain, gone through one by one in another way: by the interpreter, and by plain arithmetic. */
class BruteForceTest {

    private static final int FEATURES = 4;
    private static final double[][] CATEGORIES = {{1.5, -0.5}, {-0.5, 1.5}};
    private static final float LOW = -2.5f;
    private static final float HIGH = 3;

    private final Graph network = NetworkBuilder.mlp(5, FEATURES, 16, 1);
    private final List<double[]> weights = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"clips", "does not clip", "full-int8", "vernier"})
    void anExactBoundIsTheWorstOfAllCells(String kind) {
        Tensor rows = Rows.normal(3, 300, FEATURES);
        Recipe recipe = switch (kind) {
            case "does not clip" -> Recipe.DEFAULT.withHeadroom(1).withHiddenHeadroom(1);
            case "vernier" -> Recipe.DEFAULT.withVernier(4);
            default -> Recipe.DEFAULT;
        };
        Precision precision = kind.equals("full-int8") ? Precision.FULL_INT8 : Precision.FULL_UINT8;
        Graph quantized = Quantized.of(network, precision, precision.edges().getFirst(), recipe, rows);
        double worst = worst(quantized);

        OutputBound bound = Certifier.of(network, quantized, domain(), List.of(OutputUnit.own("y")))
                .certify(CertifyOptions.defaults()).outputs().getFirst();

        assertThat(bound.method()).isEqualTo(Method.EXACT);
        assertThat(bound.bound() - bound.floatRounding()).isCloseTo(worst, within(1e-6 * worst + 1e-7));
        assertThat(Math.abs(bound.witness().deviation())).isCloseTo(worst, within(bound.floatRounding() + 1e-6));
    }

    /** A feature of five whole numbers, one of two categories in two features, and one that may be any real number. */
    private static InputDomain domain() {
        return new InputDomain(List.of(new Interval(0, LOW, HIGH), new Choices(new int[] {1}, whole()),
                new Choices(new int[] {2, 3}, CATEGORIES)));
    }

    private static double[][] whole() {
        return new double[][] {{-2}, {-1}, {0}, {1}, {2}};
    }

    private double worst(Graph quantized) {
        double worst = 0;
        for (double[] own : whole()) {
            for (double[] category : CATEGORIES) {
                worst = Math.max(worst, line(quantized, own[0], category));
            }
        }
        return worst;
    }

    private double line(Graph quantized, double whole, double[] category) {
        double[] borders = borders(quantized);
        int cells = borders.length - 1;
        var middles = new float[cells * FEATURES];
        for (int c = 0; c < cells; c++) {
            middles[c * FEATURES] = (float) ((borders[c] + borders[c + 1]) / 2);
            middles[c * FEATURES + 1] = (float) whole;
            middles[c * FEATURES + 2] = (float) category[0];
            middles[c * FEATURES + 3] = (float) category[1];
        }
        float[] coded =
                Predictor.of(quantized).predict(Tensor.of(Shape.of(cells, FEATURES), middles)).values().values();
        double worst = 0;
        for (int c = 0; c < cells; c++) {
            for (double x : places(borders[c], borders[c + 1], whole, category)) {
                worst = Math.max(worst, Math.abs(coded[c] - real(x, whole, category)));
            }
        }
        return worst;
    }

    private static double[] borders(Graph quantized) {
        var borders = new TreeSet<Double>(List.of((double) LOW, (double) HIGH));
        for (Slot slot : Interface.of(quantized).inputs().getFirst().features().orElseThrow().slotsOf(0)) {
            for (int code = 1; code < 256; code++) {
                double border = slot.offset() + slot.step() * (code - 0.5);
                if (border > LOW && border < HIGH) {
                    borders.add(border);
                }
            }
        }
        return borders.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Both ends of a cell, and where a unit begins to pass something on. */
    private List<Double> places(double from, double to, double whole, double[] category) {
        var places = new ArrayList<>(List.of(from, to));
        for (int k = 0; k < layer(1).length; k++) {
            double atFrom = sum(k, from, whole, category);
            double atTo = sum(k, to, whole, category);
            if (atFrom * atTo < 0) {
                places.add(from + (to - from) * atFrom / (atFrom - atTo));
            }
        }
        return places;
    }

    private double real(double x, double whole, double[] category) {
        double value = layer(3)[0];
        for (int k = 0; k < layer(1).length; k++) {
            value += layer(2)[k] * Math.max(0, sum(k, x, whole, category));
        }
        return value;
    }

    private double sum(int k, double x, double whole, double[] category) {
        double[] first = layer(0);
        int at = k * FEATURES;
        return layer(1)[k] + first[at] * x + first[at + 1] * whole + first[at + 2] * category[0]
                + first[at + 3] * category[1];
    }

    /** Weights and bias of the first layer, then of the second. */
    private double[] layer(int index) {
        if (weights.isEmpty()) {
            for (DenseLayers.Layer layer : DenseLayers.of(network).all()) {
                layer.parameters().forEach(t -> weights.add(wide((Tensor) network.constant(t))));
            }
        }
        return weights.get(index);
    }

    private static double[] wide(Tensor values) {
        var wide = new double[values.values().length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values.values()[i];
        }
        return wide;
    }
}
