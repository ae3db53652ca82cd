package dev.halfstep.certify;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.domain.InputDomain;
import dev.halfstep.certify.domain.OutputUnit;
import dev.halfstep.certify.network.Slot;
import dev.halfstep.certify.network.chain.ChainPair;
import dev.halfstep.certify.network.chain.CodedChain;
import dev.halfstep.certify.network.chain.CodedChain.Layer;
import dev.halfstep.certify.network.chain.FloatChain;
import dev.halfstep.certify.network.unit.CodedUnits;
import dev.halfstep.certify.network.unit.UnitPair;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Rows;
import dev.halfstep.fixture.Seeds;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.lower.Dense.Int8Dense;
import dev.halfstep.quantize.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A proof about another network than the one that runs is found out. */
class AgreementTest {

    private final Graph network = NetworkBuilder.mlp(1, 3, 8, 1);
    private final Graph quantized = Quantized.of(network, Precision.FULL_UINT8, Rows.normal(2, 300, 3));
    private final InputDomain domain = InputDomain.box(new double[] {-2, -2, -2}, new double[] {2, 2, 2});

    private void require(CodedChain coded) {
        Space space = Space.of(domain, coded.slots());
        Agreement.require(ChainPair.of(FloatChain.of(network), coded), space,
                new Models(space, List.of(OutputUnit.own("y")), Predictor.of(network), Predictor.of(quantized)));
    }

    private static CodedChain with(CodedChain coded, Layer first) {
        return new CodedChain(coded.slots(), coded.firstCode(), List.of(first, coded.layers().getLast()),
                coded.values(), coded.step(),
                coded.copies());
    }

    @Test
    void whatRunsIsWhatIsProven() {
        assertThatCode(() -> require(CodedChain.of(quantized))).doesNotThrowAnyException();
    }

    @Test
    void aWrongWeightIsFound() {
        CodedChain coded = CodedChain.of(quantized);
        Layer first = coded.layers().getFirst();
        int[] weights = first.weights().clone();
        weights[4] += 3;

        assertThatIllegalStateException()
                .isThrownBy(() -> require(with(coded, new Layer(first.dense(), weights, first.bias(), first.table()))))
                .withMessageContaining("otherwise than it runs");
    }

    @Test
    void aWrongMultiplierIsFound() {
        CodedChain coded = CodedChain.of(quantized);
        Layer first = coded.layers().getFirst();
        var dense = (Int8Dense) first.dense();
        double[] scales = dense.scales().clone();
        scales[2] *= 1.01;
        var wrong = new Int8Dense(dense.weights(), dense.bias(), dense.inputs(), dense.outputs(), scales,
                dense.inputZeroPoint(), dense.outputZeroPoint(), dense.min(), dense.max());

        assertThatIllegalStateException()
                .isThrownBy(() -> require(with(coded, new Layer(wrong, first.weights(), first.bias(), first.table()))));
    }

    @Test
    void aSlotThatIsHalfAStepOffIsFound() {
        CodedChain coded = CodedChain.of(quantized);
        Slot slot = coded.slots().getFirst();
        var off = new Slot(slot.feature(), slot.offset(), slot.step(), slot.levels(), slot.blur(),
                value -> slot.coder().code((float) (value + slot.step() / 2)));
        var slots = new ArrayList<>(coded.slots());
        slots.set(0, off);

        assertThatIllegalStateException().isThrownBy(
                () -> require(new CodedChain(slots, coded.firstCode(), coded.layers(), coded.values(), coded.step(),
                        coded.copies())));
    }

    @Test
    void unitsThatReadOneAnotherRunAsTheyAreProven() {
        Seeds.forEach(10, random -> {
            RandomPairs own = RandomPairs.ofUnits(random);
            UnitPair pair = UnitPair.of(own.network(), own.quantized());
            assertThatCode(() -> require(own, pair)).doesNotThrowAnyException();
        });
    }

    @Test
    void aWrongUnitIsFound() {
        Graph skips = RandomUnits.skips(new Random(4), 3);
        Graph integers = Quantized.of(skips, Precision.FULL_INT8, Rows.normal(2, 300, 3));
        var own = new RandomPairs(skips, integers, domain);
        UnitPair right = UnitPair.of(skips, integers);
        Graph others = Quantized.of(skips, Precision.FULL_INT8, Rows.normal(3, 300, 3));
        UnitPair wrong = UnitPair.of(right.network(), CodedUnits.of(others));

        assertThatIllegalStateException().isThrownBy(() -> require(own, wrong))
                .withMessageContaining("otherwise than it runs");
    }

    private static void require(RandomPairs own, UnitPair pair) {
        Space space = Space.of(own.domain(), pair.quantized().slots());
        Agreement.require(pair, space,
                new Models(space, own.units(), Predictor.of(own.network()), Predictor.of(own.quantized())));
    }
}
