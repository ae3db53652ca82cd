/* 2 / (1 + x) of a number in fractions of 2^15, in fractions of 2^13, by three of Newton's steps, bit for bit as the reference has
   them. */
static int32_t net_reciprocal_16(int32_t x)
{
    const int32_t half = (x + 32768) / 2;
    int32_t y = 23130 + net_upper_half_16(half, -15420);
    int i;
    for (i = 0; i < 3; i++) {
        const int32_t off = (INT32_C(1) << 13) - net_upper_half_16(half, y);
        const int32_t step = net_upper_half_16(y, off) * 4;
        y += NET_TO_INT16(step);
    }
    return y;
}
