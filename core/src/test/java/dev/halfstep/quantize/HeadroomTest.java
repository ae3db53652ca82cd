package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.calibrate.Calibrator;
import dev.halfstep.calibrate.Range;
import dev.halfstep.calibrate.Ranges;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Rows;
import dev.halfstep.fixture.Seeds;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.op.Activation;
import dev.halfstep.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadroomTest {

    private static Graph layers(Activation hidden, Activation output) {
        var builder = new NetworkBuilder(1);
        return builder.build(builder.layer(builder.layer(builder.input(3), 8, hidden), 1, output));
    }

    /** Ends that an activation sets stay, others move by the layer's share of the width; that of the input stays. */
    @ParameterizedTest
    @CsvSource({"NONE, -1, 3, -1.4, 3.4", "RELU, 0, 4, 0, 4.4", "RELU, 1, 3, 0.8, 3.2", "RELU6, 0, 6, 0, 6",
            "RELU6, 0, 5.9, 0, 6", "RELU6, 0, 2, 0, 2.2", "NONE, 2, 2, 2, 2", "NONE, 0, 0, 0, 0"})
    void widensWhatMayReachFurther(Activation activation, float min, float max, float low, float high) {
        Graph network = layers(Activation.RELU, activation);
        int input = network.inputs().getFirst();
        int hidden = network.nodes().getFirst().output();
        int output = network.outputs().getFirst();
        var ranges = new Ranges(5, Map.of(input, new Range(-1, 1), hidden, new Range(0, 10), output,
                new Range(min, max)));
        Ranges widened = Headroom.widened(network, ranges,
                Recipes.allRows("\"headroom\":0.1", "\"hiddenHeadroom\":0.5"), Precision.FULL_INT8);
        assertThat(widened.rows()).isEqualTo(5);
        assertThat(widened.of(input)).hasValue(new Range(-1, 1));
        assertThat(widened.of(hidden)).hasValue(new Range(0, 15));
        Range wide = widened.of(output).orElseThrow();
        assertThat(wide.min()).isEqualTo(low);
        assertThat(wide.max()).isEqualTo(high);
    }

    @Test
    void widestRangesStayFinite() {
        Graph network = layers(Activation.RELU, Activation.NONE);
        int output = network.outputs().getFirst();
        var ranges = new Ranges(5, Map.of(output, new Range(-Float.MAX_VALUE, Float.MAX_VALUE)));
        assertThat(Headroom.widened(network, ranges, Recipe.DEFAULT, Precision.FULL_INT8).of(output))
                .hasValue(new Range(-Float.MAX_VALUE, Float.MAX_VALUE));
    }

    @Test
    void withoutHeadroomNothingChanges() {
        Graph network = layers(Activation.RELU, Activation.NONE);
        Ranges ranges = Calibrator.calibrate(network, Rows.normal(1, 50, 3));
        assertThat(Headroom.widened(network, ranges, Recipe.TENSORFLOW, Precision.FULL_INT8)).isEqualTo(ranges);
    }

    /** With the default's headroom no row that calibration saw stands at an end of the output's codes. */
    @Test
    void rowsThatWereSeenDoNotClip() {
        Seeds.forEach(20, random -> {
            List<Activation> all = List.of(Activation.NONE, Activation.RELU, Activation.RELU6);
            Graph network = layers(all.get(random.nextInt(3)), all.get(random.nextInt(3)));
            Tensor rows = Rows.normal(random.nextLong(), 200, 3);
            for (Precision precision : new Precision[] {Precision.FULL_UINT8, Precision.FULL_INT8, Precision.INT8}) {
                Graph model = Quantized.of(network, precision, rows);
                assertThat(Predictor.of(model).predict(rows).endOutputs().cardinality()).isZero();
            }
        });
    }
}
