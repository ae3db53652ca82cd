/* The code on one of two straight lines that meet in 0, with both ends cut off. */
static int32_t net_bent(int32_t steps, int32_t slope, int32_t above, int above_shift, int32_t below, int below_shift, int32_t zero,
    int32_t min, int32_t max)
{
    const int32_t scaled = steps >= 0 ? net_scaled(steps, above, above_shift) : net_scaled(steps * slope, below, below_shift);
    return net_clamp(scaled + zero, min, max);
}
