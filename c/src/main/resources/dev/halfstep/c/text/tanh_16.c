/* The hyperbolic tangent of a number with some bits before the point, in fractions of 2^15. */
static int32_t net_tanh_16(int16_t x, int bits)
{
    const int32_t magnitude = x == 0 ? 0 : 4 * (net_reciprocal_16(net_exp_16(x < 0 ? x : -x, bits + 1)) - 8192);
    const int32_t held = NET_TO_INT16(magnitude);
    return x < 0 ? -held : held;
}
