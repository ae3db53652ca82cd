package dev.halfstep.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.lower.rounding.RowCoding;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Codes by vectors against those by the definition. */
class RowCodesTest {

    private static final float[] STRANGE = {0, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY,
            Float.MIN_VALUE, -Float.MIN_NORMAL, Float.MAX_VALUE, -Float.MAX_VALUE, 1, -1};

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofAnyRowAreEqual(boolean asymmetric) {
        var random = new Random(1);
        for (int trial = 0; trial < 20_000; trial++) {
            var row = new float[1 + random.nextInt(40)];
            float scale = (float) Math.scalb(1.0, random.nextInt(-140, 120));
            int kind = random.nextInt(4);
            for (int i = 0; i < row.length; i++) {
                row[i] = switch (kind) {
                    case 0 -> (float) random.nextGaussian() * scale;
                    // Many results in the middle between two codes.
                    case 1 -> random.nextInt(-254, 255) / 2f;
                    case 2 -> random.nextInt(10) == 0 ? STRANGE[random.nextInt(STRANGE.length)] : random.nextFloat();
                    default -> 0;
                };
            }
            if (kind == 1) {
                row[0] = 127;
                row[row.length / 2] = asymmetric ? -128 : 127;
            }
            check(asymmetric, row);
        }
    }

    private static void check(boolean asymmetric, float[] row) {
        int from = 3;
        var in = new float[from + row.length];
        System.arraycopy(row, 0, in, from, row.length);
        var expected = new byte[row.length];
        RowCoding coding = RowCoding.code(asymmetric, in, from, row.length, expected);
        var codes = new float[row.length + 1];
        assertThat(RowCodes.code(asymmetric, in, from, row.length, codes, 1)).isEqualTo(coding);
        for (int i = 0; i < row.length; i++) {
            assertThat(codes[1 + i]).as("%s of %s", row[i], coding).isEqualTo(expected[i]);
        }
    }
}
