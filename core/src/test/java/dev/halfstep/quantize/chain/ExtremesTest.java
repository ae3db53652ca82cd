package dev.halfstep.quantize.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Seeds;
import dev.halfstep.lower.Dense.FloatDense;
import dev.halfstep.quantize.chain.FitRequest.Group;
import dev.halfstep.quantize.chain.FitRequest.Reach;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtremesTest {

    private static float sum(FloatDense layer, Sample sample, int unit, int row) {
        double sum = layer.bias()[unit];
        for (int f = 0; f < layer.inputs(); f++) {
            sum += (double) layer.weights()[unit * layer.inputs() + f] * sample.columns()[f][row];
        }
        return (float) sum;
    }

    /** Nothing of the domain gives a unit a smaller or a larger sum; each row is itself of the domain. */
    @Test
    void noInputIsFurtherOut() {
        Seeds.forEach(30, random -> {
            int width = 4 + random.nextInt(6);
            FloatDense first = DenseChain.of(NetworkBuilder.mlp(random.nextLong(), width, 7, 1)).orElseThrow().layer(0);
            var reach = new ArrayList<Reach>();
            for (int f = 0; f < width; f++) {
                double low = random.nextGaussian();
                reach.add(new Reach((float) low, (float) (low + random.nextInt(3))));
            }
            int count = 2 + random.nextInt(2);
            var group = new Group(random.nextInt(width - count), count);
            Sample extremes = Extremes.of(first, new FitRequest.Domain(reach, List.of(group)));
            for (int row = 0; row < extremes.rows(); row++) {
                int high = 0;
                for (int f = 0; f < width; f++) {
                    float value = extremes.columns()[f][row];
                    assertThat(value).isIn((float) reach.get(f).min(), (float) reach.get(f).max());
                    boolean mine = f >= group.first() && f < group.first() + count;
                    high += mine && value > (float) reach.get(f).min() ? 1 : 0;
                }
                assertThat(high).isLessThanOrEqualTo(1);
            }
            for (int i = 0; i < 200; i++) {
                var drawn = new Sample(new float[width][1], new float[] {1});
                int set = group.first() + random.nextInt(count);
                for (int f = 0; f < width; f++) {
                    Reach own = reach.get(f);
                    boolean mine = f >= group.first() && f < group.first() + count;
                    drawn.columns()[f][0] = (float) (mine ? f == set ? own.max() : own.min()
                            : own.min() + random.nextDouble() * (own.max() - own.min()));
                }
                boolean possible = reach.get(set).max() > reach.get(set).min();
                for (int u = 0; possible && u < first.outputs(); u++) {
                    float sum = sum(first, drawn, u, 0);
                    assertThat(sum).isBetween(sum(first, extremes, u, 2 * u) - 1e-4f,
                            sum(first, extremes, u, 2 * u + 1) + 1e-4f);
                }
            }
        });
    }
}
