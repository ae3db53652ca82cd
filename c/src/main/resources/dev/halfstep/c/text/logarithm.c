/* The natural logarithm of a number above 0 in fractions of 2^19, in fractions of 2^26, bit for bit as the reference has it: the
   nearest power of 2 in the steps of its square root, and a quotient of polynomials for the rest. */
static int32_t net_logarithm(int32_t x)
{
    const int zeros = LEADING_ZEROS(x);
    const int headroom = LEADING_ZEROS(UPPER_HALF(x, 1518500250)) - 1;
    const int32_t lower = LEFT_SHIFTED(UPPER_HALF(LEFT_SHIFTED(x, zeros - 1), 1518500250), 1);
    const int32_t upper = LEFT_SHIFTED(x, headroom);
    const int32_t lower_power = (12 - zeros) * (INT32_C(1) << 25) + (INT32_C(1) << 23);
    const int32_t upper_power = (12 - headroom) * (INT32_C(1) << 25) - (INT32_C(1) << 23);
    const int32_t r = lower < upper ? lower : upper;
    const int32_t power = lower_power > upper_power ? lower_power : upper_power;
    const int32_t q = 2 * (r - 1805811301);
    const int32_t square = UPPER_HALF(q, q);
    const int32_t numerator = UPPER_HALF(q, r) + UPPER_HALF(UPPER_HALF(q, square), 117049297);
    const int64_t ends = (int64_t)r + 1805811301;
    const int32_t middle = (int32_t)((ends + (ends >= 0 ? 1 : -1)) / 2);
    const int32_t denominator = UPPER_HALF(middle, 1057819769 + q + UPPER_HALF(127690142, square)) + UPPER_HALF(638450708, q);
    const int32_t rest = UPPER_HALF(HALVED(numerator, 6), RECIPROCAL(denominator));
    return LEFT_SHIFTED(UPPER_HALF(power, 1488522236) + rest, 1);
}
