/* Softmax of codes of 16 bits, row by row, by tables of exp(x) and 1 / (1 + x). */
static void net_softmax_16(const in_t *in, in_t *out, size_t rows, size_t depth, int32_t multiplier, int shift,
    const int16_t *exponentials, const int16_t *reciprocals)
{
    for (; rows > 0; rows--, in += depth, out += depth) {
        const int32_t largest = net_largest(in, depth);
        int32_t sum = 0;
        int zeros;
        int32_t share;
        size_t i;
        for (i = 0; i < depth; i++) {
            const int32_t at = net_scaled(in[i] - largest, multiplier, shift) + 32767;
            out[i] = net_line_table(exponentials, net_clamp(at, -32768, 32767));
            sum += out[i];
        }
        zeros = net_leading_zeros(sum);
        share = (int32_t)(((int64_t)sum * (INT64_C(1) << (zeros - 1)) + (1 << 13)) >> 14);
        share = net_line_table(reciprocals, net_clamp(share - 32768 - 65536, -32768, 32767));
        for (i = 0; i < depth; i++) {
            const int right = 31 - zeros;
            const int64_t code = (out[i] * (int64_t)share + (INT64_C(1) << (right - 1))) >> right;
            out[i] = (in_t)(code < 0 ? 0 : code > 32767 ? 32767 : code);
        }
    }
}
