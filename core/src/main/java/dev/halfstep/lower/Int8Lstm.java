package dev.halfstep.lower;

import dev.halfstep.lower.LoweredLstm.Parameter;
import dev.halfstep.lower.rounding.FixedMath;
import dev.halfstep.lower.rounding.FixedMath16;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.lower.rounding.Rounding;
import java.util.Optional;

/**
 * An LSTM layer of int8 codes with int16 cells; see {@link FloatLstm} for what it computes, always with tanh. Sums are rescaled to
 * 1/4096 by {@link FixedPoint}, rounding twice, one for the input and one for the output before, and saturate at 16 bits after
 * each. Gates have the scale 1/32,768. Products of them with the cell are shifted, halves away from zero.
 *
 * @param input the input gate, if there is one
 * @param cell what the cell takes in
 * @param codes scales and zero points
 * @param cellClip the largest magnitude of a cell's code; none if it is 0
 * @param projection of the outputs, if there is one
 */
public record Int8Lstm(Sequences sequences, Extents extents, Optional<Gate> input, Gate forget, Gate cell, Gate output,
        Coding codes, int cellClip, Optional<Projection> projection) implements LoweredLstm {

    private static final int GATE_BITS = 15;
    /** Bits before the point of what goes into a gate. */
    private static final int SUM_BITS = 3;

    /**
     * One gate.
     *
     * @param input weights of the input, {@code [cells][inputs]}
     * @param recurrent weights of the output before, {@code [cells][outputs]}
     * @param peephole how it looks at the cell, if it does
     * @param bias {@code [cells]}
     * @param normalization of its sums, which the bias is added to afterwards, if they are normalized
     */
    public record Gate(Parameter<byte[]> input, Multiplier inputScale, Parameter<byte[]> recurrent,
            Multiplier recurrentScale, Optional<Peephole> peephole, Parameter<int[]> bias,
            Optional<Int8Normalization> normalization) {

        /**
         * The code of a sum.
         *
         * @param fromInput bias, if the sums are not normalized, and products with the input
         * @param fromOutput products with the output before
         */
        public int sum(int fromInput, int fromOutput) {
            int sum = saturated16(FixedPoint.multiply(fromInput, inputScale));
            return saturated16(sum + FixedPoint.multiply(fromOutput, recurrentScale));
        }
    }

    /**
     * How a gate looks at the cell.
     *
     * @param weights {@code [cells]}
     */
    public record Peephole(Parameter<short[]> weights, Multiplier scale) {

        /** The code of a sum with the cell's share. */
        public int sum(int sum, short weight, short cell) {
            return saturated16(sum + FixedPoint.multiply(weight * cell, scale));
        }
    }

    /**
     * What codes stand for.
     *
     * @param inputZero code of the real 0 in the input
     * @param outputZero code of the real 0 in the output, and in the state
     * @param cellBits bits before the point of the cells' codes, from 0 to 6
     * @param hidden from products of an output gate with tanh of a cell to the codes of those
     * @param hiddenZero code of the real 0 in those
     */
    public record Coding(int inputZero, int outputZero, int cellBits, Multiplier hidden, int hiddenZero) {}

    /**
     * A projection.
     *
     * @param weights {@code [outputs][cells]}
     * @param bias {@code [outputs]}
     * @param clip the largest magnitude of a code behind it; none if it is 0
     */
    public record Projection(Parameter<byte[]> weights, Multiplier scale, Parameter<int[]> bias, int clip) {

        /** The code of a sum. */
        public byte code(int sum, int zeroPoint) {
            byte code = saturated8(FixedPoint.multiply(sum, scale) + zeroPoint);
            return clip > 0 ? (byte) Math.clamp(code, -clip, clip) : code;
        }
    }

    @Override
    public Rounding rounding() {
        return Rounding.FIXED_POINT;
    }

    /** What a gate makes of the code of its sum. */
    public static short logistic(short sum) {
        return (short) FixedMath16.logistic(sum);
    }

    /** The input gate where there is none of its own. */
    public static short rest(short forget) {
        return (short) (Short.MAX_VALUE - forget);
    }

    /**
     * The code of a cell.
     *
     * @param forget the forget gate
     * @param before the cell before
     * @param in the input gate
     * @param sum what goes into the cell
     */
    public short cell(short forget, short before, short in, short sum) {
        int kept = FixedPoint.shiftRight(forget * before, GATE_BITS);
        int taken = FixedPoint.shiftRight(in * FixedMath16.tanh(sum, SUM_BITS), GATE_BITS + codes.cellBits);
        int cell = saturated16(kept + taken);
        return (short) (cellClip > 0 ? Math.clamp(cell, -cellClip, cellClip) : cell);
    }

    /** The code of what an output gate lets through of a cell. */
    public byte hidden(short out, short cell) {
        int product = out * FixedMath16.tanh(cell, codes.cellBits);
        return saturated8(FixedPoint.multiply(product, codes.hidden) + codes.hiddenZero);
    }

    private static int saturated16(int x) {
        return Math.clamp(x, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    private static byte saturated8(int x) {
        return (byte) Math.clamp(x, Byte.MIN_VALUE, Byte.MAX_VALUE);
    }

    /**
     * Brings the sums of a gate of {@link Int8Lstm} to the mean 0 and the deviation 1, in units of 1/1024, then multiplies them by
     * coefficients and adds a bias. The share of each sum in the variance is cut off to 20 bits, as in the reference kernel.
     *
     * @param coefficients {@code [cells]}
     * @param scale that of the coefficients
     * @param leastVariance taken where the variance is below 1
     */
    public record Int8Normalization(Parameter<short[]> coefficients, Multiplier scale, int leastVariance) {

        private static final int UNIT_BITS = 10;
        private static final int SHARE_BITS = 20;
        /** Of what comes out. */
        private static final int FRACTION_BITS = 12;
        /** How far to the left the scale's shift may be, so that the fraction bits fit behind it. */
        public static final int MAX_SHIFT = FixedPoint.MAX_SHIFT - FRACTION_BITS;

        /** The mean of sums, in units of 1/1024. */
        public static int mean(long sum, int count) {
            return (int) ((sum << UNIT_BITS) / count);
        }

        /**
         * One over the deviation of sums.
         *
         * @param squares their squares, added up
         */
        public Multiplier inverseDeviation(long squares, int mean, int count) {
            int share = (1 << SHARE_BITS) / count;
            int variance = (int) ((squares * share - (long) mean * mean) / (1 << SHARE_BITS));
            return inverseRoot(variance < 1 ? leastVariance : variance);
        }

        private static Multiplier inverseRoot(int x) {
            if (x <= 1) {
                return new Multiplier(Integer.MAX_VALUE, 0);
            }
            int shift = FixedMath.inverseRootShift(x);
            int multiplier = FixedMath.inverseRoot(x);
            return shift < 0 ? new Multiplier(multiplier << -shift, 0) : new Multiplier(multiplier, -shift);
        }

        /** The code of a normalized sum. */
        public short code(int sum, int mean, Multiplier inverse, short coefficient, int bias) {
            int normal = FixedPoint.multiply((sum << UNIT_BITS) - mean, inverse);
            // In 32 bits, as the reference kernel has it.
            int product = normal * coefficient + bias;
            int rounded = (int) (((long) product + (product > 0 ? 512 : -512)) / 1024);
            int scaled = FixedPoint.multiply(rounded, scale.multiplier(), scale.shift() + FRACTION_BITS);
            return (short) Math.clamp(scaled, Short.MIN_VALUE, Short.MAX_VALUE);
        }
    }
}
