package dev.halfstep.op.reduce;

import static dev.halfstep.op.Nodes.integers;
import static dev.halfstep.op.Nodes.node;
import static dev.halfstep.op.Nodes.real;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.lower.LoweredReduction;
import dev.halfstep.lower.LoweredReduction.CodeProducts;
import dev.halfstep.lower.LoweredReduction.CodeSums;
import dev.halfstep.lower.LoweredReduction.Fold;
import dev.halfstep.lower.LoweredReduction.Integers;
import dev.halfstep.lower.LoweredReduction.Reals;
import dev.halfstep.lower.LoweredRows;
import dev.halfstep.lower.LoweredRows.Function;
import dev.halfstep.lower.LoweredRows.LogSoftmaxCodes;
import dev.halfstep.lower.LoweredRows.NormalizedCodes;
import dev.halfstep.lower.LoweredRows.RunningSum;
import dev.halfstep.lower.LoweredRows.SoftmaxCodes;
import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.op.reduce.Reduce.Kind;
import dev.halfstep.op.reduce.RowOps.L2Normalization;
import dev.halfstep.op.reduce.RowOps.LogSoftmax;
import dev.halfstep.op.reduce.RowOps.Softmax;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import org.junit.jupiter.api.Test;

/** What reductions and ops along rows become, and the arithmetic of one sum or row. */
class RowAndReductionLoweringTest {

    @Test
    void meansDivideSums() {
        var reals = (Reals) new Reduce(Kind.MEAN, false).lower(node(real(2), real(2, 3), integers(1)));
        assertThat(reals.fold()).isEqualTo(Fold.SUM);
        assertThat(reals.divisor()).isEqualTo(3);
        assertThat(reals.reduction().strides()).containsExactly(1, 0);
        var codes = (CodeSums) lowered(Kind.MEAN, 0.5f, 1);
        // Seven codes of zero point 1 that sum up to 35: 4 each, or 2 in real numbers.
        assertThat(codes.code(35)).isEqualTo(2 + 1);
        assertThat(codes.rounding()).isEqualTo(Rounding.FIXED_POINT);
    }

    @Test
    void productsAreRescaledByEachFactor() {
        var products = (CodeProducts) lowered(Kind.PROD, 0.5f, 1);
        // 0.5 * 4 * 0.5 * 6: the last rescaling brings the second factor's scale in.
        assertThat(products.times(products.first(5), 7)).isEqualTo(12);
        assertThat(products.code(12)).isEqualTo(6 + 1);
    }

    @Test
    void theLargestCodeIsNotRounded() {
        LoweredReduction largest = lowered(Kind.MAX, 1, 1);
        assertThat(largest).isInstanceOf(Integers.class);
        assertThat(largest.rounding()).isEqualTo(Rounding.NONE);
        assertThat(Fold.LARGEST.start(DType.INT8)).isEqualTo(-128);
    }

    private static LoweredReduction lowered(Kind kind, float from, float to) {
        return new Reduce(kind, false).lower(node(codes(to, 1), codes(from, 1, 7), integers(0)));
    }

    private static TensorInfo codes(float scale, long zeroPoint, int... extents) {
        return TensorInfo.codes("codes", DType.INT8, Shape.of(extents), Quantization.perTensor(scale, zeroPoint));
    }

    @Test
    void equalCodesShareOne() {
        var softmax = (SoftmaxCodes) new Softmax(1)
                .lower(node(codes(1f / 256, -128, 1, 4), codes(1, 0, 1, 4)));
        int sum = 4 * softmax.exponentials().summand(0);
        assertThat(sum).isEqualTo(4 << 19);
        assertThat(softmax.code(0, softmax.reciprocal(sum), softmax.shift(sum))).isEqualTo(-128 + 64);
        assertThat(softmax.code(-200, softmax.reciprocal(sum), softmax.shift(sum))).isEqualTo(-128);
        assertThat(new Softmax(2).lower(node(real(3, 4), real(3, 4))))
                .isEqualTo(new LoweredRows.Reals(Function.SOFTMAX, 2, 3, 4));
    }

    @Test
    void theLogarithmOfAShareOfOneIsZero() {
        var softmax = (LogSoftmaxCodes) new LogSoftmax()
                .lower(node(codes(1f / 16, 127, 1, 1), codes(1, 0, 1, 1)));
        int logarithm = softmax.logarithm(softmax.exponentials().summand(0));
        assertThat(logarithm).isZero();
        assertThat(softmax.code(0, logarithm, softmax.limit(logarithm))).isEqualTo(127);
        // A sixteenth of 16 fits, what lies further down does not.
        assertThat(softmax.code(-1, logarithm, softmax.limit(logarithm))).isEqualTo(127 - 16);
        assertThat(softmax.code(-100, logarithm, softmax.limit(logarithm))).isEqualTo(-128);
    }

    @Test
    void rowsOfThreeAndFourHaveTheLengthFive() {
        var normalized = (NormalizedCodes) new L2Normalization()
                .lower(node(codes(1f / 128, 0, 1, 2), codes(1, 0, 1, 2)));
        int multiplier = normalized.multiplier(25);
        int shift = normalized.shift(25);
        assertThat(normalized.code(3, multiplier, shift)).isEqualTo(Math.round(0.6f * 128));
        assertThat(normalized.code(4, multiplier, shift)).isEqualTo(Math.round(0.8f * 128));
    }

    @Test
    void runningSumsKnowTheirElements() {
        var sum = (RunningSum) new Cumsum(false, true).lower(node(real(2, 3, 4), real(2, 3, 4), integers(1)));
        assertThat(sum).isEqualTo(new RunningSum(DType.FLOAT32, 2, 3, 4, false, true));
        assertThat(sum.rows()).isEqualTo(8);
        assertThat(sum.index(5, 0)).isEqualTo(12 + 2 * 4 + 1);
        assertThat(new Cumsum(false, false).lower(node(real(0, 3), real(0, 3), integers(1))).rows()).isZero();
    }
}
