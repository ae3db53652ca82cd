/* The logistic function of a number in fractions of 2^12, in fractions of 2^15. */
static int16_t net_logistic_16(int16_t x)
{
    const int32_t positive = x == 0 ? INT32_C(1) << 14 : 2 * net_reciprocal_16(net_exp_16(x < 0 ? x : -x, 3));
    const int32_t held = NET_TO_INT16(positive);
    return (int16_t)(x >= 0 ? held : 32767 - held);
}
