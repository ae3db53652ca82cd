/* 1 / sqrt(x) of a number above 1 as a multiplier and a shift to the right, by five of Newton's steps, bit for bit as the reference
   has them. */
static int32_t net_inverse_root(int32_t x, int *shift)
{
    int32_t y = INT32_C(1) << 28;
    int32_t half;
    int i;
    *shift = 11;
    for (; x >= INT32_C(1) << 29; x /= 4) {
        ++*shift;
    }
    for (; x < INT32_C(1) << 27; x *= 4) {
        --*shift;
    }
    half = net_halved(x >> 1, 1);
    for (i = 0; i < 5; i++) {
        const int32_t cube = net_left_shifted(net_upper_half(net_upper_half(y, y), y), 6);
        y = net_left_shifted(net_upper_half(402653184, y) - net_upper_half(half, cube), 3);
    }
    y = net_upper_half(y, 1518500250);
    if (*shift < 0) {
        y = (int32_t)((uint32_t)y << -*shift);
        *shift = 0;
    }
    return y;
}
