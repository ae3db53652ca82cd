package dev.halfstep.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.op.Activation;
import dev.halfstep.op.elementwise.Arithmetic.Kind;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeaturePathsTest {

    private static FeaturePaths paths(Graph network) {
        return FeaturePaths.of(network, network.inputs().getFirst());
    }

    @Test
    void normalisingIsOneFactorAndOneCenterForEachFeature() {
        var b = new NetworkBuilder(1);
        int x = b.input(2);
        int off = b.arithmetic(Kind.SUB, x, 1e9f, -3);
        int scaled = b.arithmetic(Kind.MUL, off, 1e7f, 0.5f);
        int moved = b.arithmetic(Kind.ADD, b.arithmetic(Kind.DIV, scaled, 4), 1, 2);
        Graph network = b.build(b.layer(moved, 3, Activation.NONE));
        FeaturePaths paths = paths(network);
        assertThat(paths.whyNot()).isEmpty();
        assertThat(paths.folded()).containsExactly(0, 1, 2, 3);
        assertThat(paths.readers()).containsExactly(4);
        assertThat(paths.factor(0)).isEqualTo(2.5e6);
        assertThat(paths.center(0)).isEqualTo(1e9 - 1 / 2.5e6);
        assertThat(paths.factor(1)).isEqualTo(0.125);
        assertThat(paths.center(1)).isEqualTo(-3 - 2 / 0.125);
    }

    /** {@code 5 - x} turns a feature round; the layers' weights take the sign. */
    @Test
    void aConstantLessTheFeature() {
        var b = new NetworkBuilder(1);
        Graph network = b.build(b.layer(b.arithmeticOf(new float[] {5, 7}, Kind.SUB, b.input(2)), 1, Activation.NONE));
        FeaturePaths paths = paths(network);
        assertThat(paths.factor(1)).isEqualTo(-1);
        assertThat(paths.center(1)).isEqualTo(7);
        assertThat(paths.sign(1)).isEqualTo(-1);
        assertThat(paths.atLayers(Tensor.of(Shape.of(1, 2), new float[] {1, 10})).values()).containsExactly(-4, 3);
    }

    /** What the codes of the input stand for is what those at the layers stand for, before it is normalised. */
    @Test
    void codesOfTheInput() {
        var b = new NetworkBuilder(1);
        int off = b.arithmetic(Kind.SUB, b.input(1), 100);
        Graph network = b.build(b.layer(b.arithmetic(Kind.DIV, off, 8), 1, Activation.NONE));
        FeatureCodes.Slot slot = paths(network).ofInput(FeatureCodes.of(new double[] {-2}, new double[] {0.25})).slots()
                .getFirst();
        assertThat(slot.offset()).isCloseTo(84, within(1e-12));
        assertThat(slot.step()).isCloseTo(2, within(1e-12));
    }

    @Test
    void whatElseReadsThem() {
        var skip = new NetworkBuilder(1);
        int off = skip.arithmetic(Kind.SUB, skip.input(2), 1);
        assertWhyNot(skip.build(skip.joined(skip.layer(off, 2, Activation.RELU), off)), "CONCATENATION reads tensor ");
        var out = new NetworkBuilder(1);
        int given = out.arithmetic(Kind.SUB, out.input(2), 1);
        assertWhyNot(out.build(out.layer(given, 1, Activation.NONE), given), "is an output of the network");
        var none = new NetworkBuilder(1);
        assertWhyNot(none.build(none.arithmetic(Kind.SUB, none.input(2), 1)), "is an output of the network");
        var zero = new NetworkBuilder(1);
        assertWhyNot(zero.build(zero.layer(zero.arithmetic(Kind.MUL, zero.input(2), 1, 0), 1, Activation.NONE)),
                "a feature is multiplied by 0");
        var mixed = new NetworkBuilder(1);
        int x = mixed.input(2);
        int n = mixed.arithmetic(Kind.SUB, x, 1);
        assertWhyNot(mixed.build(mixed.layer(x, 1, Activation.NONE), mixed.layer(n, 1, Activation.NONE)),
                "dense layers read it normalised in different ways");
        var shared = new NetworkBuilder(1);
        int first = shared.input(2);
        int second = shared.input(2);
        int weights = shared.weights(1, 2);
        assertWhyNot(shared.build(shared.dense(first, weights, shared.bias(1), Activation.NONE),
                shared.dense(second, weights, shared.bias(1), Activation.NONE)), "computed or shared");
    }

    private static void assertWhyNot(Graph network, String why) {
        assertThat(paths(network).whyNot()).hasValueSatisfying(text -> assertThat(text).contains(why));
    }

    /** Two layers that read the same features are both fed by the same codes. */
    @Test
    void severalLayers() {
        var b = new NetworkBuilder(1);
        int n = b.arithmetic(Kind.MUL, b.input(3), 1, 10, 100);
        Graph network = b.build(b.joined(b.layer(n, 4, Activation.RELU), b.layer(n, 2, Activation.NONE)));
        assertThat(paths(network).whyNot()).isEmpty();
        assertThat(paths(network).readers()).isEqualTo(java.util.Set.copyOf(List.of(1, 2)));
    }
}
