package dev.halfstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfstep.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParameterLayoutTest {

    @Test
    void cutsTheFlatVectorIntoLayers() {
        var layout = ParameterLayout.of(2, List.of(3), 1);
        assertThat(layout.size()).isEqualTo(3 * 2 + 3 + 3 + 1);
        var numbers = new float[13];
        IntStream.range(0, 13).forEach(i -> numbers[i] = i);
        assertThat(layout.cut(numbers)).containsExactly(
                new DenseLayer(new float[] {0, 1, 2, 3, 4, 5}, new float[] {6, 7, 8}, 2, 3, true),
                new DenseLayer(new float[] {9, 10, 11}, new float[] {12}, 3, 1, false));
    }

    @Test
    void withoutHiddenLayersThereIsOneLinearLayer() {
        var layout = ParameterLayout.of(4, List.of(), 2);
        assertThat(layout.cut(layout.initial(new Draws(0)))).singleElement()
                .satisfies(layer -> assertThat(layer.relu()).isFalse())
                .satisfies(layer -> assertThat(layer.kernel()).hasSize(8));
    }

    @Test
    void initialKernelsFillGlorotsRangeAndBiasesAreZero() {
        var layout = ParameterLayout.of(10, List.of(50), 4);
        for (DenseLayer layer : layout.cut(layout.initial(new Draws(5)))) {
            float limit = (float) Math.sqrt(6.0 / (layer.inputs() + layer.outputs()));
            assertThat(layer.bias()).containsOnly(0f);
            float[] kernel = layer.kernel();
            Arrays.sort(kernel);
            assertThat(kernel[0]).isBetween(-limit, -0.97f * limit);
            assertThat(kernel[kernel.length - 1]).isBetween(0.97f * limit, limit);
        }
    }

    @Test
    void refusesWhatDoesNotFitMemory() {
        assertThatThrownBy(() -> ParameterLayout.of(9, List.of(65536, 65536), 1)).isInstanceOf(Problem.class)
                .hasMessageContaining("4,295,753,729 parameters").hasMessageContaining("smaller hidden layers");
        var layout = ParameterLayout.of(9, List.of(64), 1);
        assertThatThrownBy(() -> layout.checkMemory(1000)).isInstanceOf(Problem.class);
        layout.checkMemory(1_000_000);
        assertThatThrownBy(() -> layout.checkBatch(1 << 25)).isInstanceOf(Problem.class)
                .hasMessageContaining("smaller batches");
    }
}
