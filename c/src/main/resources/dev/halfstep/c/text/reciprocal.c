/* 1 / (1 + x) in fractions of 2^31, by three of Newton's steps, bit for bit as the reference has them. */
static int32_t net_reciprocal(int32_t x)
{
    const int32_t half = (int32_t)(((int64_t)x + INT64_C(2147483648)) / 2);
    int32_t y = 1515870810 - net_upper_half(half, 1010580540);
    int i;
    for (i = 0; i < 3; i++) {
        const int32_t off = (INT32_C(1) << 29) - net_upper_half(half, y);
        y += net_upper_half(y, off) * 4;
    }
    return y > 1073741823 ? INT32_MAX : y * 2;
}
