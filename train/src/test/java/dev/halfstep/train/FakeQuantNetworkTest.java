package dev.halfstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.train.QuantizedNetworks.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The forward pass against core's integer interpreter, code for code; the gradient against differences of the network in which
 * each rounding error stays what it is.
 */
class FakeQuantNetworkTest {

    static final List<Kind> KINDS = QuantizedNetworks.KINDS;

    private static final int ROWS = 60;

    /** Rows beyond the calibrated range as well, so that codes saturate. */
    private static final double LIMIT = 2;

    private final Draws draws = new Draws(5);

    private Graph model(Kind kind) {
        Tensor calibration = QuantizedNetworks.random(draws, 50, kind.widths().getFirst(), 1.5);
        return QuantizedNetworks.quantized(QuantizedNetworks.floatNetwork(kind, draws), kind, calibration);
    }

    /** Moves every shadow by up to some codes, weights and biases alike. */
    private void move(FakeQuantParameters parameters, double limit) {
        float[] shadows = parameters.shadows();
        for (int i = 0; i < shadows.length; i++) {
            shadows[i] += draws.within(limit);
        }
        parameters.clamp();
    }

    private static Examples examples(IntegerChain chain, Tensor x, Tensor goal) {
        return new Examples(chain.inputs(x), goal.values(), x.shape().extent(0), chain.features(), chain.outputs());
    }

    @ParameterizedTest
    @FieldSource("KINDS")
    void forwardGivesTheCodesOfTheIntegerNetwork(Kind kind) {
        var chain = IntegerChain.of(model(kind));
        Tensor x = QuantizedNetworks.random(draws, ROWS, chain.features(), LIMIT);
        Tensor goal = QuantizedNetworks.random(draws, ROWS, chain.outputs(), 1);
        var parameters = new FakeQuantParameters(chain);
        assertThat(parameters.graph().tensors()).isEqualTo(chain.graph().tensors());
        try (var network = new FakeQuantNetwork(chain, Loss.MSE, 1)) {
            FakeQuantNetwork.Pass pass = network.newPass(examples(chain, x, goal), ROWS);
            pass.load(IntStream.range(0, ROWS).toArray(), 0);
            for (double moved : new double[] {0, 0.4, 5, 60}) {
                move(parameters, moved);
                network.set(parameters);
                assertThat(rounded(pass.forward())).as("moved by up to %s", moved)
                        .isEqualTo(lastCodes(parameters.graph(), x));
            }
        }
    }

    private static long[] rounded(float[] products) {
        return IntStream.range(0, products.length).mapToLong(i -> Quantization.roundHalfAway(products[i])).toArray();
    }

    /** The last dense layer's codes less their zero point, by the interpreter. */
    private static long[] lastCodes(Graph graph, Tensor x) {
        int last = graph.nodes().stream().filter(node -> node.op().name().equals("FULLY_CONNECTED"))
                .reduce((first, second) -> second).orElseThrow().output();
        var codes = (Codes) Interpreter.prepare(graph)
                .runWithTaps(List.of(Interface.of(graph).inputs().getFirst().encode(x)), Set.of(last)).get(last);
        long zeroPoint = graph.tensor(last).quantization().orElseThrow().zeroPoint();
        return IntStream.range(0, codes.shape().elements()).mapToLong(i -> codes.rawCode(i) - zeroPoint).toArray();
    }

    @ParameterizedTest
    @FieldSource("KINDS")
    void gradientMatchesDifferencesWithRoundingErrorsHeld(Kind kind) {
        var chain = IntegerChain.of(model(kind));
        Tensor x = QuantizedNetworks.random(draws, ROWS, chain.features(), LIMIT);
        float unit = chain.outputScale();
        Tensor goal = QuantizedNetworks.random(draws, ROWS, chain.outputs(), 10 * unit);
        var parameters = new FakeQuantParameters(chain);
        move(parameters, 3);
        var examples = examples(chain, x, goal);
        for (Loss loss : Loss.values()) {
            var gradient = new float[parameters.shadows().length];
            var surrogate = new Surrogate(chain, parameters, examples, loss, unit);
            try (var network = new FakeQuantNetwork(chain, loss, unit)) {
                network.set(parameters);
                FakeQuantNetwork.Pass pass = network.newPass(examples, ROWS);
                pass.load(IntStream.range(0, ROWS).toArray(), 0);
                double sum = network.loss(pass, gradient);
                double mean = surrogate.meanLoss(-1, 0);
                assertThat(sum / (ROWS * chain.outputs())).isCloseTo(mean, within(1e-5 * mean));
            }
            surrogate.assertGradient(gradient);
        }
    }

    /**
     * The network in double precision, a function of the shadows: every rounded number is the number plus the error that rounding
     * it made at the start, every one that was cut off stays as it was.
     */
    private static final class Surrogate {

        private static final double STEP = 1e-4;

        private final IntegerChain chain;
        private final ParameterLayout layout;
        private final Examples examples;
        private final Loss loss;
        private final double unit;
        private final double[] codes;
        /** The error held, for each rounded product in the order of computing; NaN for one that was cut off. */
        private final List<Double> errors = new ArrayList<>();
        private final List<Double> held = new ArrayList<>();
        private boolean recording = true;
        private int at;

        Surrogate(IntegerChain chain, FakeQuantParameters parameters, Examples examples, Loss loss, double unit) {
            this.chain = chain;
            this.examples = examples;
            this.loss = loss;
            this.unit = unit;
            layout = chain.layout();
            var weights = new float[layout.size()];
            parameters.roundWeights(weights);
            codes = IntStream.range(0, weights.length).mapToDouble(i -> weights[i]).toArray();
            for (int l = 0; l < layout.layers(); l++) {
                int[] biases = parameters.biases(l);
                for (int o = 0; o < biases.length; o++) {
                    codes[layout.biasAt(l) + o] = biases[o];
                }
            }
            meanLoss(-1, 0);
            recording = false;
        }

        /** The mean loss with one code moved. */
        double meanLoss(int moved, double by) {
            at = 0;
            double sum = 0;
            for (int row = 0; row < examples.rows(); row++) {
                var values = new double[examples.features()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = examples.x()[row * values.length + i];
                }
                for (int l = 0; l < layout.layers(); l++) {
                    values = layer(l, values, moved, by);
                }
                for (int o = 0; o < values.length; o++) {
                    sum += exactly(values[o] * unit - examples.y()[row * values.length + o]);
                }
            }
            return sum / (examples.rows() * examples.outputs());
        }

        /** In double, as differences need it. */
        private double exactly(double error) {
            return switch (loss) {
                case MAE -> Math.abs(error);
                case MSE -> error * error;
                case HUBER -> Math.abs(error) <= 1 ? error * error / 2 : Math.abs(error) - 0.5;
            };
        }

        private double[] layer(int l, double[] in, int moved, double by) {
            FakeQuantLayer layer = chain.layers().get(l);
            var out = new double[layer.outputs()];
            for (int o = 0; o < out.length; o++) {
                double sum = code(layout.biasAt(l) + o, moved, by);
                for (int i = 0; i < in.length; i++) {
                    sum += in[i] * code(layout.kernelAt(l) + o * in.length + i, moved, by);
                }
                out[o] = rescaled(layer, sum * layer.dense().scales()[o], l < layout.layers() - 1);
            }
            return out;
        }

        private double code(int index, int moved, double by) {
            return codes[index] + (index == moved ? by : 0);
        }

        private double rescaled(FakeQuantLayer layer, double product, boolean rounded) {
            if (recording) {
                int low = layer.dense().min() - layer.dense().outputZeroPoint();
                int high = layer.dense().max() - layer.dense().outputZeroPoint();
                boolean open = product > low && product < high;
                double code = Math.clamp(rounded ? Quantization.roundHalfAway(product) : product, low, high);
                errors.add(open ? code - product : Double.NaN);
                held.add(code);
            }
            double error = errors.get(at);
            double result = Double.isNaN(error) ? held.get(at) : product + error;
            at++;
            return result;
        }

        void assertGradient(float[] gradient) {
            for (int l = 0; l < layout.layers(); l++) {
                boolean bias = chain.layers().get(l).hasBias();
                for (int i = layout.kernelAt(l); i < layout.kernelAt(l + 1); i++) {
                    // A bias' shadow counts in codes times the input's scale; where there is no bias it must stay.
                    double codesPerShadow =
                            i < layout.biasAt(l) ? 1 : bias ? 1 / chain.layers().get(l).inputScale() : 0;
                    double step = STEP * Math.max(1, codesPerShadow);
                    double rise = (meanLoss(i, step) - meanLoss(i, -step)) / (2 * step) * codesPerShadow / unit;
                    assertThat((double) gradient[i]).as("parameter %d with %s", i, loss)
                            .isCloseTo(rise, within(1e-4 * (1 + Math.abs(rise))));
                }
            }
        }
    }
}
