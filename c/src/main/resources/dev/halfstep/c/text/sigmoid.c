/* The logistic function or the hyperbolic tangent of codes of 16 bits by a table of the former at multiples of 1/24, with straight
   lines between its 256 entries. */
static void net_sigmoid(const int16_t *in, int16_t *out, size_t length, const int32_t *table, int32_t multiplier, int shift,
    int tangent)
{
    size_t i;
    for (i = 0; i < length; i++) {
        const int32_t x = (in[i] * multiplier + (shift > 0 ? INT32_C(1) << (shift - 1) : 0)) >> shift;
        const int32_t magnitude = x < 0 ? -x : x;
        const int bits = tangent ? 8 : 9;
        const int32_t index = magnitude >> bits;
        const int32_t entry = index >= 255 ? 0 : NET_I32(table + index);
        const int32_t fine = index >= 255 ? (tangent ? INT32_C(0xffff) << 8 : INT32_C(32767) << 10)
            : entry * (INT32_C(1) << bits) + (magnitude & ((1 << bits) - 1)) * (NET_I32(table + index + 1) - entry);
        if (tangent) {
            const int32_t above = fine - (INT32_C(1) << 23);
            out[i] = (int16_t)((x >= 0 ? above + 128 : -above + 127) >> 8);
        } else {
            out[i] = (int16_t)((x >= 0 ? fine + 512 : (INT32_C(1) << 25) - fine + 511) >> 10);
        }
    }
}
