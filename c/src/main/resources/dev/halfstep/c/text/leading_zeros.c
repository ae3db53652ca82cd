/* How many bits there are before the first one of a number. */
static int net_leading_zeros(int32_t x)
{
    int zeros = 0;
    while (zeros < 31 && ((uint32_t)x << zeros & UINT32_C(0x80000000)) == 0) {
        zeros++;
    }
    return zeros;
}
