package dev.halfstep.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import org.junit.jupiter.api.Test;

class DomainTest {

    private static final Domain DOMAIN = new Domain(Quantization.perTensor(0.5f, 10), DType.INT8);

    @Test
    void reachesFromCodeToCode() {
        assertThat(DOMAIN.min()).isEqualTo(-69);
        assertThat(DOMAIN.max()).isEqualTo(58.5f);
        assertThat(DOMAIN.step()).isEqualTo(0.5f);
    }

    /** A value less than half a step beyond the end costs no more than any other: it does not clip. */
    @Test
    void clipsFromHalfAStepBeyondItsEnds() {
        assertThat(DOMAIN.clips(58.74f)).isFalse();
        assertThat(DOMAIN.clips(58.75f)).isTrue();
        assertThat(DOMAIN.clips(-69.24f)).isFalse();
        assertThat(DOMAIN.clips(-69.25f)).isTrue();
    }

    /** How far a value lies outside counts from the last code, and only if it clips. */
    @Test
    void excessCountsFromTheLastCode() {
        assertThat(DOMAIN.excess(58.74f)).isZero();
        assertThat(DOMAIN.excess(58.75f)).isEqualTo(0.25);
        assertThat(DOMAIN.excess(100)).isEqualTo(41.5);
        assertThat(DOMAIN.excess(-69.25f)).isEqualTo(-0.25);
        assertThat(DOMAIN.excess(-70)).isEqualTo(-1);
        assertThat(DOMAIN.excess(Float.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void hugeValuesClip() {
        for (float huge : new float[] {1e20f, Float.MAX_VALUE, Float.POSITIVE_INFINITY}) {
            assertThat(DOMAIN.clips(huge)).isTrue();
            assertThat(DOMAIN.clips(-huge)).isTrue();
        }
    }

    @Test
    void severalScalesMakeNoDomain() {
        var channels = Quantization.perChannel(new float[] {1, 2}, new long[2], 0);
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> new Domain(channels, DType.INT8))
                .withMessageContaining("2 scales do not make one domain");
    }
}
