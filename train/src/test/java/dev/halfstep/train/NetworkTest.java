package dev.halfstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The native arithmetic against a plain forward pass in double precision and its differences. */
class NetworkTest {

    private static final int ROWS = 13;
    private static final int FEATURES = 3;
    private static final int OUTPUTS = 2;

    private final Draws draws = new Draws(11);
    private final Examples examples = new Examples(random(ROWS * FEATURES), random(ROWS * OUTPUTS), ROWS, FEATURES,
            OUTPUTS);
    private final int[] order = IntStream.range(0, ROWS).toArray();

    private float[] random(int count) {
        var numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = draws.within(2);
        }
        return numbers;
    }

    private double meanLoss(ParameterLayout layout, double[] parameters, Loss loss) {
        double sum = 0;
        for (int row = 0; row < ROWS; row++) {
            var values = new double[FEATURES];
            for (int i = 0; i < FEATURES; i++) {
                values[i] = examples.x()[row * FEATURES + i];
            }
            for (int layer = 0; layer < layout.layers(); layer++) {
                values = plain(layout, layer, parameters, values);
            }
            for (int i = 0; i < OUTPUTS; i++) {
                sum += loss.of((float) (values[i] - examples.y()[row * OUTPUTS + i]));
            }
        }
        return sum / (ROWS * OUTPUTS);
    }

    private static double[] plain(ParameterLayout layout, int layer, double[] parameters, double[] inputs) {
        var outputs = new double[layout.outputs(layer)];
        for (int o = 0; o < outputs.length; o++) {
            double sum = parameters[layout.biasAt(layer) + o];
            for (int i = 0; i < inputs.length; i++) {
                sum += inputs[i] * parameters[layout.kernelAt(layer) + o * inputs.length + i];
            }
            outputs[o] = layer < layout.layers() - 1 ? Math.max(0, sum) : sum;
        }
        return outputs;
    }

    private static double[] doubles(float[] numbers) {
        return IntStream.range(0, numbers.length).mapToDouble(i -> numbers[i]).toArray();
    }

    @ParameterizedTest
    @EnumSource
    void lossAndGradientMatchDifferences(Loss loss) {
        for (var hidden : List.of(List.<Integer>of(), List.of(5), List.of(7, 4, 6))) {
            var layout = ParameterLayout.of(FEATURES, hidden, OUTPUTS);
            float[] parameters = random(layout.size());
            var gradient = new float[layout.size()];
            double sum;
            try (var network = new Network(layout)) {
                Batch batch = network.newBatch(examples, ROWS);
                batch.load(order, 0);
                network.set(parameters);
                sum = network.loss(batch, loss, gradient);
                assertThat(network.loss(batch, loss)).isEqualTo(sum);
            }
            double mean = meanLoss(layout, doubles(parameters), loss);
            assertThat(sum / (ROWS * OUTPUTS)).isCloseTo(mean, within(1e-5 * mean));
            assertMatchesDifferences(layout, parameters, loss, gradient);
        }
    }

    private void assertMatchesDifferences(ParameterLayout layout, float[] parameters, Loss loss, float[] gradient) {
        double step = 1e-3;
        for (int i = 0; i < gradient.length; i++) {
            double[] above = doubles(parameters);
            above[i] += step;
            double[] below = doubles(parameters);
            below[i] -= step;
            double rise = (meanLoss(layout, above, loss) - meanLoss(layout, below, loss)) / (2 * step);
            assertThat((double) gradient[i]).as("parameter %d of %s with %s", i, layout.widths(), loss)
                    .isCloseTo(rise, within(1e-2 * (1 + Math.abs(rise))));
        }
    }

    @Test
    void nativeMemoryDoesNotGrow() {
        var layout = ParameterLayout.of(FEATURES, List.of(8, 8), OUTPUTS);
        try (var network = new Network(layout)) {
            Batch batch = network.newBatch(examples, ROWS);
            var manager = batch.inputs().getManager();
            int arrays = manager.getManagedArrays().size();
            for (int i = 0; i < 50; i++) {
                batch.load(order, 0);
                network.loss(batch, Loss.MAE, new float[layout.size()]);
                network.loss(batch, Loss.MAE);
            }
            assertThat(manager.getManagedArrays()).hasSize(arrays);
        }
    }
}
