/* The product of fractions of 2^15, rounded. */
static int32_t net_upper_half_16(int32_t x, int32_t y)
{
    return (x * y + (INT32_C(1) << 14)) >> 15;
}
