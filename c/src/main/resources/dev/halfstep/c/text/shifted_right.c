/* A number divided by a power of two, halves away from zero; beyond 31 bits what the reference gives on x86-64. */
static int32_t net_shifted_right(int32_t x, int shift)
{
    const int32_t mask = (int32_t)((UINT64_C(1) << (shift & 63)) - 1);
    return (x >> (shift & 31)) + ((x & mask) > (mask >> 1) + (x < 0 ? 1 : 0) ? 1 : 0);
}
