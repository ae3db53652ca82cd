package dev.halfstep.quantize.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.Rows;
import dev.halfstep.fixture.Seeds;
import dev.halfstep.graph.Graph;
import dev.halfstep.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoordinateDescentTest {

    /** A descent over a random chain whose codes were rounded one by one, so that there is something to gain. */
    private record Case(List<FittingLayer> layers, int[][] inputs, float[][] goal) {

        static Case random(java.util.Random random) {
            Graph network = Chains.network(random);
            DenseChain chain = Chains.chain(network);
            Tensor rows = Rows.normal(random.nextLong(), 60, chain.inputs());
            ChainRounding rounding =
                    Chains.rounding(chain, rows, Chains.request(network, rows, false, Effort.NONE));
            return new Case(rounding.layers(), rounding.inputs(), rounding.goal());
        }

        CoordinateDescent descent() {
            return new CoordinateDescent(layers, inputs, goal);
        }
    }

    /** Sums, codes and deviations are carried on from change to change: they must not drift from the layers. */
    @Test
    void costIsThatOfTheCodesAfterEverySweep() {
        Seeds.forEach(40, random -> {
            Case some = Case.random(random);
            CoordinateDescent descent = some.descent();
            for (int round = 0; round < 3; round++) {
                for (int l = some.layers.size() - 1; l >= 0; l--) {
                    descent.sweep(l, random.nextLong());
                    assertThat(descent.cost()).as("round %d, layer %d", round, l).isEqualTo(some.descent().cost());
                }
            }
        });
    }

    @Test
    void sweepsNeverRaiseTheCostAndMostlyLowerIt() {
        var lowered = new int[1];
        Seeds.forEach(40, random -> {
            Case some = Case.random(random);
            CoordinateDescent descent = some.descent();
            double before = descent.cost();
            for (int l = some.layers.size() - 1; l >= 0; l--) {
                double last = descent.cost();
                descent.sweep(l, 1);
                assertThat(descent.cost()).isLessThanOrEqualTo(last);
            }
            lowered[0] += descent.cost() < before ? 1 : 0;
        });
        assertThat(lowered[0]).isGreaterThan(30);
    }

    @Test
    void sweepsTakeNoMoreWorkThanTold() {
        Seeds.forEach(20, random -> {
            Case some = Case.random(random);
            CoordinateDescent descent = some.descent();
            for (int l = 0; l < some.layers.size(); l++) {
                long before = descent.work();
                descent.sweep(l, 1);
                assertThat(descent.work() - before).isPositive().isLessThanOrEqualTo(descent.sweepWork(l));
            }
        });
    }

    /** Codes stay what the file can hold. */
    @Test
    void codesStayWithinTheirBounds() {
        Seeds.forEach(20, random -> {
            Case some = Case.random(random);
            CoordinateDescent descent = some.descent();
            for (int round = 0; round < 5; round++) {
                for (int l = 0; l < some.layers.size(); l++) {
                    descent.sweep(l, round);
                }
            }
            for (FittingLayer layer : some.layers) {
                for (int[] codes : layer.weights()) {
                    assertThat(Arrays.stream(codes)).allMatch(code -> Math.abs(code) <= 127);
                }
                assertThat(Arrays.stream(layer.bias())).allMatch(bias -> Math.abs((long) bias) <= ChainFit.BIAS_LIMIT);
            }
        });
    }
}
