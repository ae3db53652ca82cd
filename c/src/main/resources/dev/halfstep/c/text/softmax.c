/* Softmax of codes of 8 bits, row by row, in fixed point. */
static void net_softmax(const in_t *in, out_t *out, size_t rows, size_t depth, const int32_t *exponentials)
{
    for (; rows > 0; rows--, in += depth, out += depth) {
        const int largest = net_largest(in, depth);
        const int32_t sum = net_exponential_sum(in, depth, largest, exponentials);
        const int zeros = net_leading_zeros(sum);
        const int32_t share = net_reciprocal((int32_t)((uint32_t)sum << zeros & UINT32_C(0x7fffffff)));
        size_t i;
        for (i = 0; i < depth; i++) {
            const int32_t exponential = NET_I32(exponentials + (largest - in[i]));
            const int32_t code = exponential < 0 ? 0
                : net_halved(net_upper_half(share, exponential), 12 - zeros + SHIFT);
            out[i] = (out_t)net_clamp(code + MIN, MIN, MAX);
        }
    }
}
