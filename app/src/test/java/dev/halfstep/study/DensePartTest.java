package dev.halfstep.study;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DensePartTest {

    @Test
    void theNarrowestIntervalThatHoldsHalf() {
        DensePart dense = DensePart.of(new double[] {100, 10, 12, 11, 50, 1});
        assertThat(dense).isEqualTo(new DensePart(10, 12));
        assertThat(dense.contains(10)).isTrue();
        assertThat(dense.contains(12)).isTrue();
        assertThat(dense.contains(12.1)).isFalse();
    }

    @Test
    void ofAnOddNumberMoreThanHalf() {
        assertThat(DensePart.of(new double[] {5, 1, 4, 3, 9})).isEqualTo(new DensePart(3, 5));
    }

    @Test
    void ofSeveralTheLowest() {
        assertThat(DensePart.of(new double[] {1, 2, 3, 4})).isEqualTo(new DensePart(1, 2));
    }

    @Test
    void equalValuesAreOnePlace() {
        assertThat(DensePart.of(new double[] {3, 0, 0, 0, 8})).isEqualTo(new DensePart(0, 0));
    }

    @Test
    void aSingleValue() {
        assertThat(DensePart.of(new double[] {3})).isEqualTo(new DensePart(3, 3));
    }
}
