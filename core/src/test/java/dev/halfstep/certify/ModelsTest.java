package dev.halfstep.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.certify.bound.Point;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.domain.InputDomain;
import dev.halfstep.certify.domain.OutputUnit;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.quantize.Precision;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ModelsTest {

    private static final int RUNS = 5_000;

    private final Graph network = NetworkBuilder.mlp(1, 3, 64, 1);
    private final Graph quantized = Quantized.of(network, Precision.FULL_UINT8, Rows.normal(2, 300, 3));
    private final InputDomain domain = InputDomain.box(new double[] {-2, -2, -2}, new double[] {2, 2, 2});

    private Models models() {
        return models(domain);
    }

    private Models models(InputDomain over) {
        return new Models(Space.of(over, List.of()), List.of(OutputUnit.own("y")), Predictor.of(network),
                Predictor.of(quantized));
    }

    /** An end need not be in single precision. */
    @Test
    void inputsAreInTheDomain() {
        Models ends = models(InputDomain.box(new double[] {0.7, -1, -0.1}, new double[] {0.9, 0.1, 0.7}));
        for (double[] corner : new double[][] {{0.7, 0.1, 0.7}, {0.9, -1, -0.1}}) {
            float[] input = ends.input(new Point(corner, new int[0], 0));
            assertThat(input[0]).isCloseTo((float) corner[0], within(1e-6f));
            assertThat((double) input[0]).isBetween(0.7, 0.9);
            assertThat((double) input[1]).isBetween(-1.0, 0.1);
            assertThat((double) input[2]).isBetween(-0.1, 0.7);
        }
    }

    /** Ends of outputs are looked for by several threads. */
    @Test
    void severalThreadsGetWhatEachAsksFor() {
        float[][] inputs = {{-1, -1, -1}, {1, 1, 1}, {0.5f, -1, 1}};
        Models one = models();
        double[] coded = IntStream.range(0, inputs.length).mapToDouble(i -> one.quantized(inputs[i], 0)).toArray();
        double[] real = IntStream.range(0, inputs.length).mapToDouble(i -> one.network(inputs[i])[0]).toArray();

        assertThat(IntStream.range(0, RUNS).parallel().filter(run -> {
            int i = run % inputs.length;
            return one.quantized(inputs[i], 0) != coded[i] || one.network(inputs[i])[0] != real[i];
        }).toArray()).isEmpty();
        assertThat(coded).doesNotHaveDuplicates();
    }
}
