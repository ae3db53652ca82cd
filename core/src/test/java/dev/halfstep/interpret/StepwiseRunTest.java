package dev.halfstep.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Rows;
import dev.halfstep.fixture.UnrolledNetworks;
import dev.halfstep.graph.Graph;
import dev.halfstep.op.Activation;
import dev.halfstep.op.elementwise.Arithmetic;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StepwiseRunTest {

    /** A hidden layer that a later node reads again, past others. */
    private static final Graph SKIP = skip();

    private static Graph skip() {
        var b = new NetworkBuilder(4);
        int first = b.layer(b.input(5), 8, Activation.RELU);
        int second = b.layer(first, 6, Activation.RELU);
        int joined = b.joined(second, first);
        return b.build(b.layer(b.arithmetic(Arithmetic.Kind.MUL, joined, 0.5f), 2, Activation.NONE));
    }

    private static float[] joined(List<? extends Value> parts) {
        int count = parts.stream().mapToInt(part -> part.shape().elements()).sum();
        var values = new float[count];
        int at = 0;
        for (Value part : parts) {
            float[] own = ((Tensor) part).values();
            System.arraycopy(own, 0, values, at, own.length);
            at += own.length;
        }
        return values;
    }

    @Test
    void eachNodeReadsWhatAWholeRunGivesIt() {
        Tensor rows = Rows.normal(1, 700, 5);
        var run = new StepwiseRun(SKIP, List.of(rows));
        for (int n = 0; n < SKIP.nodes().size(); n++) {
            run.runTo(n);
            for (int t : SKIP.nodes().get(n).inputs()) {
                if (!SKIP.tensor(t).isConstant()) {
                    Tensor whole = (Tensor) SampleRunner.of(SKIP).run(List.of(rows), Set.of(t)).get(t);
                    assertThat(joined(run.contents(t))).containsExactly(whole.values());
                }
            }
        }
    }

    @Test
    void aConstantThatIsReplacedCountsFromThereOn() {
        Tensor rows = Rows.normal(1, 30, 5);
        int last = SKIP.nodes().size() - 1;
        int second = 1;
        var run = new StepwiseRun(SKIP, List.of(rows));
        run.runTo(second);
        int bias = SKIP.nodes().get(second).input(2);
        float[] moved = ((Tensor) SKIP.constant(bias)).values().clone();
        Arrays.fill(moved, 1000);
        run.replace(bias, TensorInfo.constant("bias", Tensor.of(SKIP.tensor(bias).shape(), moved)));
        run.runTo(last);
        Tensor read = (Tensor) run.contents(SKIP.nodes().get(last).input(0)).getFirst();
        assertThat(read.values()[0]).isGreaterThan(400);
    }

    /** Whose samples have to run one by one. */
    @Test
    void recurrentNetworksRunToo() {
        UnrolledNetworks.all().values().forEach(StepwiseRunTest::runsAlike);
    }

    private static void runsAlike(Graph network) {
        Shape shape = network.inputTensors().getFirst().shape();
        Tensor rows = Tensor.of(shape.with(0, 3), Rows.normal(2, 3, shape.elements()).values());
        var run = new StepwiseRun(network, List.of(rows));
        int last = network.nodes().size() - 1;
        run.runTo(last);
        int read = network.nodes().get(last).input(0);
        Tensor whole = (Tensor) SampleRunner.of(network).run(List.of(rows), Set.of(read)).get(read);
        assertThat(joined(run.contents(read))).containsExactly(whole.values());
    }
}
