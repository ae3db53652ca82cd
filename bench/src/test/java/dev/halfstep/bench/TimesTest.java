package dev.halfstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class TimesTest {

    @Test
    void medianAndNoise() {
        Times times = Times.of(DoubleStream.of(4, 1, 3)).and(Times.of(DoubleStream.of(2)));

        assertThat(times.min()).isEqualTo(1);
        assertThat(times.median()).isEqualTo(2.5);
        assertThat(times.noise()).isEqualTo((3.25 - 1.75) / 2.5);
    }

    @Test
    void nothingHasNoMedian() {
        assertThatIllegalArgumentException().isThrownBy(() -> Times.of(DoubleStream.empty()));
    }
}
