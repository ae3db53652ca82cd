/* A number divided by a power of two, halves away from zero. */
static int32_t net_halved(int32_t x, int shift)
{
    const int32_t mask = (int32_t)((INT64_C(1) << shift) - 1);
    return (x >> shift) + ((x & mask) > (mask >> 1) + (x < 0 ? 1 : 0) ? 1 : 0);
}
