package dev.halfstep.gather;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * A sum of doubles without any rounding but that of the whole, to nearest, ties to even. So neither the order of values nor how they
 * were split and merged makes a difference, to the last bit.
 *
 * <p>
 * A fixed-point number as wide as all doubles: {@code sum(words[i] * 2^(32 i)) * 2^-1074}. Words overlap, and are signed, so that a
 * value goes into the two that its 53 bits reach without a carry to others; carries are passed on before a word can overflow. (After
 * Neal, "Fast exact summation using small and large superaccumulators", 2015, the small one.)
 *
 * <p>
 * What is not finite is kept apart, and adds up as doubles do: NaN, or infinities of both signs, give NaN. Finite values whose sum is
 * beyond the largest double give an infinity, those that cancel do not. A sum of zeros is 0.0, whatever their signs.
 */
public final class ExactSum {

    private static final int WORD_BITS = 32;
    private static final long WORD_MASK = (1L << WORD_BITS) - 1;
    private static final int MANTISSA_BITS = 52;
    private static final long MANTISSA_MASK = (1L << MANTISSA_BITS) - 1;
    private static final int EXPONENT_MASK = 0x7ff;
    /** The exponent of the smallest double: of the lowest bit of the lowest word. */
    private static final int LOWEST = -1074;

    /** 2^63 values have no more than 2^(1024 + 63 + 1074) lowest bits. The highest word has the room of a long. */
    private static final int MOST_BITS = 1024 + 63 - LOWEST;
    private static final int WORDS = MOST_BITS / WORD_BITS + 1;

    /** A value adds less than 2^53 to a word, which holds less than 2^32 after carrying: a long has room for 1023 of them. */
    private static final int MOST_PENDING = 1000;

    private static final int NAN = 1;
    private static final int POSITIVE_INFINITY = 2;
    private static final int NEGATIVE_INFINITY = 4;

    private final long[] words = new long[WORDS];
    /** How many values were added since carries were passed on. */
    private int pending;
    /** Which values were seen that are not finite. */
    private int notFinite;

    /** The sum of no values. */
    public ExactSum() {}

    /** Adds a value. */
    public void add(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) (bits >>> MANTISSA_BITS) & EXPONENT_MASK;
        if (exponent == EXPONENT_MASK) {
            addNotFinite(value);
            return;
        }
        long mantissa = bits & MANTISSA_MASK;
        int shift = 0;
        if (exponent > 0) {
            mantissa |= 1L << MANTISSA_BITS;
            shift = exponent - 1;
        }
        int word = shift / WORD_BITS;
        int within = shift % WORD_BITS;
        long low = (mantissa << within) & WORD_MASK;
        long high = mantissa >>> (WORD_BITS - within);
        words[word] += bits < 0 ? -low : low;
        words[word + 1] += bits < 0 ? -high : high;
        pending++;
        if (pending == MOST_PENDING) {
            carry();
        }
    }

    private void addNotFinite(double value) {
        notFinite |= Double.isNaN(value) ? NAN : value > 0 ? POSITIVE_INFINITY : NEGATIVE_INFINITY;
    }

    /** Adds what another sum has added up. */
    public void add(ExactSum other) {
        long[] others = other.words.clone();
        carry(others);
        carry();
        for (int i = 0; i < WORDS; i++) {
            words[i] += others[i];
        }
        pending = 1;
        notFinite |= other.notFinite;
    }

    private void carry() {
        carry(words);
        pending = 0;
    }

    /** Leaves from 0 to 2^32 - 1 in each word but the highest, which has the sign. */
    private static void carry(long[] words) {
        for (int i = 0; i < WORDS - 1; i++) {
            words[i + 1] += words[i] >> WORD_BITS;
            words[i] &= WORD_MASK;
        }
    }

    /** The double nearest to the sum. */
    public double value() {
        if (notFinite != 0) {
            return notFinite == POSITIVE_INFINITY ? Double.POSITIVE_INFINITY
                    : notFinite == NEGATIVE_INFINITY ? Double.NEGATIVE_INFINITY : Double.NaN;
        }
        BigInteger whole = whole();
        // All but 64 bits become one, which tells on which side of a tie they are. Fewer bits are those of a double as they are, also
        // of a denormal one: scaling rounds nothing.
        int beyond = Math.max(0, whole.bitLength() - Long.SIZE);
        BigInteger top = whole.shiftRight(beyond);
        if (beyond > whole.getLowestSetBit() && whole.signum() != 0) {
            top = top.setBit(0);
        }
        return Math.scalb(top.doubleValue(), beyond + LOWEST);
    }

    /** The sum in units of the smallest double. */
    private BigInteger whole() {
        carry();
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + (WORDS - 1) * Integer.BYTES);
        bytes.putLong(words[WORDS - 1]);
        for (int i = WORDS - 2; i >= 0; i--) {
            bytes.putInt((int) words[i]);
        }
        return new BigInteger(bytes.array());
    }

    /** Appends the sum to a byte form: equal sums as equal bytes, however they came about. */
    public void write(GatheredWriter to) {
        to.count(notFinite);
        byte[] whole = whole().toByteArray();
        to.count(whole.length);
        to.bytes(whole);
    }

    /**
     * The next sum of a byte form.
     *
     * @throws dev.halfstep.problem.Problem if there is none
     */
    public static ExactSum read(GatheredReader from) {
        var sum = new ExactSum();
        sum.notFinite = (int) from.count();
        from.require(sum.notFinite <= (NAN | POSITIVE_INFINITY | NEGATIVE_INFINITY), "there is no such sum");
        byte[] bytes = from.bytes(from.size(1));
        from.require(bytes.length > 0, "a sum is empty");
        var whole = new BigInteger(bytes);
        from.require(whole.bitLength() <= MOST_BITS && whole.toByteArray().length == bytes.length,
                "a sum is too long");
        for (int i = 0; i < WORDS - 1; i++) {
            sum.words[i] = whole.shiftRight(WORD_BITS * i).intValue() & WORD_MASK;
        }
        sum.words[WORDS - 1] = whole.shiftRight(WORD_BITS * (WORDS - 1)).longValue();
        return sum;
    }
}
