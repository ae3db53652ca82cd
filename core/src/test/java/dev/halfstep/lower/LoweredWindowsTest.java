package dev.halfstep.lower;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.lower.LoweredFilter.FilterLayer.FloatFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.HybridFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.IntegerFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.WideFilter;
import dev.halfstep.lower.LoweredFilter.WeightOrder;
import dev.halfstep.lower.LoweredPool.CodePool;
import dev.halfstep.lower.LoweredPool.FloatPool;
import dev.halfstep.lower.SlidingWindow.WindowAxis;
import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.tensor.DType;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Convolutions and pooling: the arithmetic of one sum, and the order of weights. */
class LoweredWindowsTest {

    private static final WindowAxis ROWS = WindowAxis.of(5, 3, 2, 2, 1);
    private static final WindowAxis COLUMNS = WindowAxis.of(4, 4, 3, 1, 1);

    private static SlidingWindow window(int inputs, int outputs, int groups) {
        return new SlidingWindow(2, ROWS, COLUMNS, inputs, outputs, groups);
    }

    private static Requantizer halving(int maxShift) {
        return Requantizer.of(new double[] {0.5, 0.5}, 3, -10, 10, maxShift);
    }

    @Test
    void aWindowBeginsBeforeTheImage() {
        assertThat(COLUMNS.before()).isEqualTo(1);
        assertThat(COLUMNS.first(0)).isEqualTo(1);
        assertThat(COLUMNS.index(0, 1)).isZero();
        assertThat(COLUMNS.end(3)).isEqualTo(2);
        assertThat(window(4, 6, 2).taps()).isEqualTo(6);
        assertThat(window(4, 6, 2).products()).isEqualTo(2L * 3 * 4 * 6 * 2 * 6);
    }

    @Test
    void weightsStandInTheOrderOfTheFile() {
        var layer = new FloatFilter(new float[0], new float[6], -1, 1);
        var grouped = new LoweredFilter(layer, window(4, 6, 2), WeightOrder.BY_OUTPUT, 0, Optional.empty());
        assertThat(grouped.weights()).isEqualTo(72);
        assertThat(grouped.weight(5, 4, 1)).isEqualTo((5 * 6 + 4) * 2 + 1);
        var depthwise = new LoweredFilter(layer, window(3, 6, 3), WeightOrder.BY_TAP, 0, Optional.empty());
        assertThat(depthwise.weights()).isEqualTo(36);
        assertThat(depthwise.weight(5, 4, 0)).isEqualTo(4 * 6 + 5);
    }

    @Test
    void sumsBecomeResults() {
        assertThat(new FloatFilter(new float[0], new float[] {1}, -1, 2).value(0.5f, 0)).isEqualTo(1.5f);
        var hybrid = new HybridFilter(new byte[0], new float[] {0.5f}, new float[] {0, 1}, true, 0, 2);
        assertThat(hybrid.value(4, 0.25f, 1)).isEqualTo(1.5f);
        assertThat(hybrid.value(40, 0.25f, 1)).isEqualTo(2);
        var bytes = new IntegerFilter(DType.UINT8, new byte[] {(byte) 200}, 128, new int[] {0, 2}, 7, halving(30));
        assertThat(bytes.weight(0)).isEqualTo(72);
        assertThat(bytes.code(5, 1)).isEqualTo(4 + 3);
        assertThat(bytes.code(-7, 1)).isEqualTo(-2 + 3);
        assertThat(bytes.code(500, 0)).isEqualTo(10);
        assertThat(bytes.rounding()).isEqualTo(Rounding.FIXED_POINT);
        var wide = new WideFilter(new byte[] {-3}, new long[] {0, 2}, halving(14));
        assertThat(wide.weight(0)).isEqualTo(-3);
        assertThat(wide.code(-7L, 1)).isEqualTo(-2 + 3);
        assertThat(wide.rounding()).isEqualTo(Rounding.FIXED_POINT_64);
    }

    @Test
    void averagesOfCodesAreRoundedAwayFromZero() {
        var average = new CodePool(window(1, 1, 1), true, DType.INT8, -100, 100);
        assertThat(average.code(5, 2)).isEqualTo(3);
        assertThat(average.code(-5, 2)).isEqualTo(-3);
        assertThat(average.code(-4, 3)).isEqualTo(-1);
        assertThat(average.rounding()).isEqualTo(Rounding.QUOTIENT);
        var largest = new CodePool(window(1, 1, 1), false, DType.INT8, -100, 100);
        assertThat(largest.code(120, 4)).isEqualTo(100);
        assertThat(largest.rounding()).isEqualTo(Rounding.NONE);
        assertThat(new FloatPool(window(1, 1, 1), true, 0, 6).value(5, 2)).isEqualTo(2.5f);
    }
}
