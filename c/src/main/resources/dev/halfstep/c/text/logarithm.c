/* The natural logarithm of a number above 0 in fractions of 2^19, in fractions of 2^26, bit for bit as the reference has it: the
   nearest power of 2 in the steps of its square root, and a quotient of polynomials for the rest. */
static int32_t net_logarithm(int32_t x)
{
    const int zeros = net_leading_zeros(x);
    const int headroom = net_leading_zeros(net_upper_half(x, 1518500250)) - 1;
    const int32_t lower = net_left_shifted(net_upper_half(net_left_shifted(x, zeros - 1), 1518500250), 1);
    const int32_t upper = net_left_shifted(x, headroom);
    const int32_t lower_power = (12 - zeros) * (INT32_C(1) << 25) + (INT32_C(1) << 23);
    const int32_t upper_power = (12 - headroom) * (INT32_C(1) << 25) - (INT32_C(1) << 23);
    const int32_t r = lower < upper ? lower : upper;
    const int32_t power = lower_power > upper_power ? lower_power : upper_power;
    const int32_t q = 2 * (r - 1805811301);
    const int32_t square = net_upper_half(q, q);
    const int32_t numerator = net_upper_half(q, r) + net_upper_half(net_upper_half(q, square), 117049297);
    const int64_t ends = (int64_t)r + 1805811301;
    const int32_t middle = (int32_t)((ends + (ends >= 0 ? 1 : -1)) / 2);
    const int32_t denominator = net_upper_half(middle, 1057819769 + q + net_upper_half(127690142, square))
        + net_upper_half(638450708, q);
    const int32_t rest = net_upper_half(net_halved(numerator, 6), net_reciprocal(denominator));
    return net_left_shifted(net_upper_half(power, 1488522236) + rest, 1);
}
