package dev.halfstep.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.certify.Certified.Method;
import dev.halfstep.certify.Certified.OutputBound;
import dev.halfstep.certify.Certified.Part;
import dev.halfstep.certify.domain.InputDomain;
import dev.halfstep.certify.domain.OutputUnit;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.op.Activation;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CertifierTest {

    private static final CertifyOptions SOON = CertifyOptions.defaults().withTime(Duration.ofSeconds(1));

    private final Graph network = NetworkBuilder.mlp(1, 5, 24, 1);
    private final Tensor rows = Rows.normal(2, 400, 5);

    private static InputDomain box(int width, double reach) {
        var min = new double[width];
        var max = new double[width];
        for (int f = 0; f < width; f++) {
            min[f] = -reach;
            max[f] = reach;
        }
        return InputDomain.box(min, max);
    }

    private static OutputBound bound(Graph network, Graph quantized, InputDomain domain, OutputUnit unit) {
        return Certifier.of(network, quantized, domain, List.of(unit)).certify(SOON).outputs().getFirst();
    }

    private static OutputUnit exponential() {
        return new OutputUnit() {
            @Override
            public String name() {
                return "price";
            }

            @Override
            public double inUnits(double value) {
                return Math.exp(value);
            }

            @Override
            public boolean isLinear() {
                return false;
            }
        };
    }

    @Test
    void partsSumToTheBound() {
        Graph quantized = Quantized.of(network, Precision.FULL_UINT8, Precision.FULL_UINT8.edges().getFirst(),
                Recipe.DEFAULT.withHeadroom(1).withHiddenHeadroom(0.5), rows);
        OutputBound bound = bound(network, quantized, box(5, 0.3), OutputUnit.own("y"));

        assertThat(bound.parts()).extracting(Part::name).contains("rounding of the output", "hidden codes",
                "codes of the input");
        assertThat(bound.parts().stream().mapToDouble(Part::amount).sum()).isCloseTo(bound.bound(), within(1e-9));
    }

    @Test
    void aUnitThatBendsTheOutputBendsTheBound() {
        Graph quantized = Quantized.of(network, Precision.FULL_UINT8, rows);
        OutputBound own = boundOfSomeWork(quantized, OutputUnit.own("y"));
        OutputBound bent = boundOfSomeWork(quantized, exponential());

        assertThat(bent.witness().reference()).isPositive();
        assertThat(bent.bound()).isGreaterThanOrEqualTo(Math.abs(bent.witness().deviation()));
        assertThat(bent.ratio()).isLessThan(own.ratio() * 1.6);
        assertThat(bent.range().min()).isCloseTo(Math.exp(own.range().min()), within(1e-6));
    }

    /** After as much work whatever the machine does besides: bounds that time has ended cannot be compared. */
    private OutputBound boundOfSomeWork(Graph quantized, OutputUnit unit) {
        return Certifier.of(network, quantized, box(5, 1), List.of(unit)).certify(untilAsked(10_000)).outputs()
                .getFirst();
    }

    /** A search that ends when it has asked so many times whether it goes on, about once for each box. */
    private static CertifyOptions untilAsked(int times) {
        var asked = new AtomicInteger();
        return SOON.withTime(Duration.ofHours(1)).withStopped(() -> asked.incrementAndGet() > times);
    }

    @Test
    void aNetworkIsNoWorseThanItself() {
        OutputBound bound = bound(network, network, box(5, 3), OutputUnit.own("y"));

        assertThat(bound.bound()).isPositive().isLessThan(1e-3);
        assertThat(bound.floatRounding()).isBetween(bound.bound() / 2, bound.bound());
        assertThat(bound.boundSteps()).isNaN();
    }

    @Test
    void moreTimeMakesABoundSmaller() {
        Graph small = NetworkBuilder.mlp(1, 2, 6, 1);
        Graph quantized = Quantized.of(small, Precision.FULL_UINT8, Rows.normal(2, 400, 2));
        Certifier certifier = Certifier.of(small, quantized, box(2, 4), List.of(OutputUnit.own("y")));
        double soon = certifier.certify(SOON.withTime(Duration.ZERO)).outputs().getFirst().bound();
        double later = certifier.certify(CertifyOptions.defaults()).outputs().getFirst().bound();

        assertThat(later).isLessThan(soon * 0.9);
    }

    @Test
    void aSearchThatIsStoppedGivesTheBoundSoFar() {
        Graph quantized = Quantized.of(network, Precision.FULL_UINT8, rows);
        Certifier certifier = Certifier.of(network, quantized, box(5, 1), List.of(OutputUnit.own("y")));
        Certified stopped = certifier.certify(untilAsked(1_000));

        assertThat(stopped.seconds()).as("of an hour").isLessThan(600);
        assertThat(stopped.outputs().getFirst().bound()).isPositive();
        assertThat(stopped.outputs().getFirst().method()).isEqualTo(Method.BRANCH_AND_BOUND);
    }

    @Test
    void anOutputIsNeverOutOfItsRange() {
        Graph quantized = Quantized.of(network, Precision.FULL_UINT8, rows);
        OutputBound bound = bound(network, quantized, box(5, 3), OutputUnit.own("y"));
        double[] range = Certifier.outputRange(network, box(5, 3), SOON)[0];

        assertThat(bound.witness().quantized()).isBetween(bound.range().min(), bound.range().max());
        assertThat(bound.witness().reference()).isBetween(range[0], range[1]);
    }

    @Test
    void whatCannotBeBoundedIsNamed() {
        var builder = new NetworkBuilder(1);
        int data = builder.layer(builder.input(3), 4, Activation.NONE);
        Graph wavy = builder.build(builder.layer(builder.function(UnaryFunction.SIN, data), 1, Activation.NONE));

        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Certifier.of(wavy, wavy, box(3, 1), List.of(OutputUnit.own("y"))))
                .withMessageContaining("it has SIN").withMessageContaining("evaluate both models");
    }

    @Test
    void otherNetworksAreRefused() {
        Graph deeper = NetworkBuilder.mlp(1, 5, 24, 3, 1);

        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Certifier.of(network, Quantized.of(deeper, Precision.FULL_UINT8, rows), box(5, 1),
                        List.of(OutputUnit.own("y"))))
                .withMessageContaining("2 and 3 layers");
    }
}
