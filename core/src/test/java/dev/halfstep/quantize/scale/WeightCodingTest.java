package dev.halfstep.quantize.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The numbers are those that TensorFlow 2.21's converter puts into its files for these weights. */
class WeightCodingTest {

    private static final float[] ONE_INPUT = {1};
    private static final float[][] NO_BIAS = {{}};

    /** The three quantizers of the converter. */
    enum Kind {
        INT8,
        INT16X8,
        DYNAMIC_RANGE;

        WeightCoding code(float[] weights, int channels, float inputScale, float... bias) {
            return switch (this) {
                case INT8 -> WeightCoding.of(channels(weights, channels), WeightCoding.INT8, new float[] {inputScale},
                        new float[][] {bias});
                case INT16X8 -> WeightCoding.of(channels(weights, channels), WeightCoding.INT16X8,
                        new float[] {inputScale}, new float[][] {bias});
                case DYNAMIC_RANGE -> WeightCoding.dynamicRange(channels(weights, channels));
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void largestMagnitudeOfEachChannelGets127(Kind kind) {
        WeightCoding coding = kind.code(new float[] {1, -2, 4, 127}, 2, 1);
        assertThat(coding.codes()).containsExactly(64, -127, 4, 127);
        assertThat(coding.scales()).containsExactly(2 / 127f, 1);
    }

    @ParameterizedTest
    @EnumSource
    void oneChannelForAllIsPossible(Kind kind) {
        WeightCoding coding = kind.code(new float[] {1, -2, 4, 127}, 1, 1);
        assertThat(coding.codes()).containsExactly(1, -2, 4, 127);
        assertThat(coding.scales()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void halvesRoundAwayFromZero(Kind kind) {
        assertThat(kind.code(new float[] {127, 0.5f, -0.5f, 1.5f, -2.5f}, 1, 1).codes()).containsExactly(127, 1, -1, 2,
                -3);
    }

    @ParameterizedTest
    @EnumSource
    void roundingCostsHalfAStep(Kind kind) {
        Seeds.forEach(300, random -> {
            float[] weights = normal(random, 60);
            WeightCoding coding = kind.code(weights, 4, 0.02f, normal(random, 4));
            for (int i = 0; i < weights.length; i++) {
                float step = coding.scales()[i / 15];
                assertThat(Math.abs(coding.codes()[i] * step - weights[i])).isLessThan(step * 0.50002f);
            }
        });
    }

    private static float[] normal(Random random, int length) {
        var values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** An 8-bit channel of zeros has the scale of one whose weights reach 5e-7. */
    @Test
    void channelsOfZerosKeepAScale() {
        for (WeightCoding coding : new WeightCoding[] {
                WeightCoding.of(channels(new float[3], 1), WeightCoding.INT8, ONE_INPUT, NO_BIAS),
                WeightCoding.dynamicRange(channels(new float[3], 1))}) {
            assertThat(coding.scales()).containsExactly(3.937008e-9f);
            assertThat(coding.codes()).containsExactly(0, 0, 0);
        }
    }

    /** TensorFlow writes a scale of 0 here, which stands for nothing. */
    @Test
    void sixteenBitChannelsOfZerosTakeAnyScale() {
        WeightCoding coding = WeightCoding.of(channels(new float[3], 1), WeightCoding.INT16X8, ONE_INPUT, NO_BIAS);
        assertThat(coding.scales()).containsExactly(1);
        assertThat(coding.codes()).containsExactly(0, 0, 0);
    }

    /** A bias of 1e9 in steps of 1 / 127 needs 37 bits: the weights' scale grows until it takes half of 32. */
    @Test
    void largeBiasesWidenTheWeightScale() {
        for (WeightCoding coding : new WeightCoding[] {
                WeightCoding.of(channels(new float[] {1, 1}, 2), WeightCoding.INT8, ONE_INPUT,
                        new float[][] {{1e9f, 0}}),
                WeightCoding.of(channels(new float[] {1, 1}, 2), WeightCoding.INT16X8, ONE_INPUT,
                        new float[][] {{1e9f, 0}})}) {
            assertThat(coding.scales()[0]).isEqualTo((float) (1e9 / (1L << 30)));
            assertThat(coding.codes()).containsExactly(1, 127);
            assertThat(WeightCoding.bias(new float[] {1e9f, 0}, coding.scales())).containsExactly(1L << 30, 0);
        }
    }

    /** Layers that share weights have one scale for both: the one that the larger bias needs. */
    @Test
    void sharedWeightsMakeRoomForTheLargestBias() {
        float[] inputScales = {1, 0.5f};
        WeightCoding coding =
                WeightCoding.of(channels(new float[] {1}, 1), WeightCoding.INT8, inputScales,
                        new float[][] {{5e8f}, {-1e9f}});
        assertThat(coding.scales()[0]).isEqualTo((float) (2e9 / (1L << 30)));
    }

    @Test
    void biasesRoundAndSaturate() {
        assertThat(WeightCoding.bias(new float[] {0.5f, -0.5f, 1.25f, 3e9f, -3e9f}, ONE_INPUT)).containsExactly(1, -1,
                1,
                Integer.MAX_VALUE, -Integer.MAX_VALUE);
        assertThat(WeightCoding.bias(new float[] {1, 1}, new float[] {0.5f, 0.25f})).containsExactly(2, 4);
    }

    /** Weights {@code [channels][...]}. */
    private static WeightCoding.Weights channels(float[] weights, int channels) {
        return new WeightCoding.Weights(weights, channels, weights.length / channels);
    }
}
