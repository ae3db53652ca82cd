package dev.halfstep.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CodesTest {

    private static final Quantization HALVES = Quantization.perTensor(0.5f, 10);

    @ParameterizedTest
    @EnumSource(names = {"UINT8", "INT8", "INT16", "INT32", "INT64"})
    void holdsTheWholeRangeOfItsType(DType dtype) {
        Codes codes = Codes.of(dtype, Shape.of(3), new long[] {dtype.min(), 7, dtype.max()}, null);
        assertThat(codes.rawCode(0)).isEqualTo(dtype.min());
        assertThat(codes.rawCode(1)).isEqualTo(7);
        assertThat(codes.rawCode(2)).isEqualTo(dtype.max());
    }

    @Test
    void truthValuesAreZeroOrOne() {
        Codes truths = Codes.of(DType.BOOL, Shape.of(3), new long[] {0, 1, 2}, null);
        assertThat(truths).isEqualTo(Codes.bool(Shape.of(3), new byte[] {0, 1, 1}));
        assertThat(truths.rawCode(2)).isEqualTo(1);
        assertThatExceptionOfType(Problem.class).isThrownBy(truths::dequantize).withMessageContaining("no scale");
    }

    @Test
    void saturatesWhatDoesNotFit() {
        Codes codes = Codes.of(DType.UINT8, Shape.of(2), new long[] {-1, 256}, null);
        assertThat(codes).isEqualTo(Codes.of(DType.UINT8, Shape.of(2), new long[] {0, 255}, null));
    }

    /** The mistake that started all this: the bytes are the same, what they stand for is not. */
    @Test
    void signedAndUnsignedNeverMix() {
        byte[] bytes = {-1};
        assertThat(Codes.uint8(Shape.of(1), bytes, HALVES).dequantize().values()).containsExactly(122.5f);
        assertThat(Codes.int8(Shape.of(1), bytes, HALVES).dequantize().values()).containsExactly(-5.5f);
        assertThat(Codes.uint8(Shape.of(1), bytes, HALVES)).isNotEqualTo(Codes.int8(Shape.of(1), bytes, HALVES));
    }

    @Test
    void bareIntegersAreNoValues() {
        Codes bare = Codes.int8(Shape.of(1), new byte[1], null);
        assertThatExceptionOfType(Problem.class).isThrownBy(bare::dequantize).withMessageContaining("no scale");
    }

    @Test
    void realTypesHaveNoCodes() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Codes.of(DType.FLOAT32, Shape.of(1), new long[1], null));
    }

    @Test
    void codesFillTheirShape() {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Codes.int16(Shape.of(2, 2), new short[3], null))
                .withMessageContaining("3 codes do not fill the shape [2, 2]");
    }

    @Test
    void quantizationIsPartOfWhatTheyAre() {
        Codes codes = Codes.int8(Shape.of(1), new byte[] {4}, HALVES);
        assertThat(codes).isNotEqualTo(codes.withQuantization(null));
        assertThat(codes.withQuantization(null).withQuantization(HALVES)).isEqualTo(codes).hasSameHashCodeAs(codes);
    }

    @Test
    void rawIntegersKeepTheBuffersByteOrder() {
        Codes codes = Codes.int16(Shape.of(2), new short[] {0x0102, -2}, null);
        ByteBuffer out = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        codes.putRaw(out);
        assertThat(out.array()).containsExactly(2, 1, -2, -1);
    }
}
