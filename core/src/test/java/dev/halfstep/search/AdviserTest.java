package dev.halfstep.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.calibrate.Samples;
import dev.halfstep.explain.subject.Advice;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.fixture.OpNetwork;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.op.elementwise.Relu;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdviserTest {

    /** Two inputs, and outputs of which one is a thousand times as large as the other. */
    private static Graph network() {
        var b = new OpNetwork(3);
        int first = b.op(Relu.RELU, b.layer(b.input(1, 4), 6, 1));
        int second = b.op(Relu.RELU, b.layer(b.input(1, 2), 6, 1));
        return b.build(b.layer(first, 1, 1), b.layer(second, 2, 1000));
    }

    private static List<Value> rows(int seed, int count) {
        return List.of(Rows.normal(seed, count, 4), Rows.normal(seed + 100, count, 2));
    }

    /** Deviations count as parts of what varies in the float model, so that no output is all that is seen. */
    @Test
    void severalInputsAndOutputs() {
        Graph network = network();
        Graph model = Quantizer.apply(network, Quantizer.plan(network, Precision.FULL_INT8, DType.INT8,
                Recipe.TENSORFLOW, Samples.of(rows(1, 4)), done -> {}));
        Adviser.Result result = Adviser.advise(new Adviser.Request(model, network, rows(2, 100), rows(3, 30), false,
                Units.of(model), false, (precision, edge, options) -> precision.label() + options),
                Adviser.Effort.QUICK, done -> {});
        assertThat(result.trials().rows()).isEqualTo(30);
        assertThat(result.trials().tried()).isGreaterThan(4);
        assertThat(result.advice()).isNotEmpty().allSatisfy(advice -> {
            assertThat(advice.before().inUnits()).isBetween(0.0, 1.0);
            assertThat(advice.after().inUnits()).isLessThan(1.03 * advice.before().inUnits());
            assertThat(advice.before()).isEqualTo(result.advice().getFirst().before());
        });
        assertThat(result.advice()).extracting(Advice::command).anyMatch(command -> command.startsWith("int16x8"));
    }
}
