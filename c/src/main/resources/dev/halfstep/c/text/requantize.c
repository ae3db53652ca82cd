/* Codes of another scale, rounded twice as the reference does. */
static void net_requantize(const in_t *in, out_t *out, size_t length, int32_t multiplier, int shift, int32_t zero_in,
    int32_t zero_out, int32_t min, int32_t max)
{
    size_t i;
    for (i = 0; i < length; i++) {
        out[i] = (out_t)net_clamp(net_scaled(in[i] - zero_in, multiplier, shift) + zero_out, min, max);
    }
}
