/* The code of the product of what two codes stand for. */
static int32_t net_multiplied(int32_t left, int32_t right, int32_t left_zero, int32_t right_zero, int32_t multiplier, int shift,
    int32_t zero, int32_t min, int32_t max)
{
    return net_clamp(net_scaled((left - left_zero) * (right - right_zero), multiplier, shift) + zero, min, max);
}
