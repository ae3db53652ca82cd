/* Two straight lines that meet in 0, with both ends cut off. */
static void net_bent(const element_t *in, element_t *out, size_t length, int32_t above, int above_shift, int32_t below,
    int below_shift, int32_t slope, int32_t zero_in, int32_t zero_out, int32_t min, int32_t max)
{
    size_t i;
    for (i = 0; i < length; i++) {
        const int32_t steps = in[i] - zero_in;
        const int32_t scaled = steps >= 0 ? SCALED(steps, above, above_shift) : SCALED(steps * slope, below, below_shift);
        out[i] = (element_t)CLAMP(scaled + zero_out, min, max);
    }
}
