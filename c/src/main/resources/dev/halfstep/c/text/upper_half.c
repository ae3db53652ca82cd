/* The upper half of twice a product, rounded. */
static int32_t net_upper_half(int32_t x, int32_t y)
{
    return (int32_t)(((int64_t)x * y + (INT64_C(1) << 30)) >> 31);
}
