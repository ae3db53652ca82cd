/* Softmax of codes of 8 bits, row by row, in fixed point. The table has exp(-d) in fractions of 2^31 for each distance of a code from
   the largest one; where it is below 0 nothing is left. */
static void net_softmax(const in_t *in, out_t *out, size_t rows, size_t depth, const int32_t *exponentials)
{
    for (; rows > 0; rows--, in += depth, out += depth) {
        int largest = in[0];
        int32_t sum = 0;
        int zeros;
        int32_t share;
        size_t i;
        for (i = 1; i < depth; i++) {
            largest = in[i] > largest ? in[i] : largest;
        }
        for (i = 0; i < depth; i++) {
            const int32_t exponential = NET_I32(exponentials + (largest - in[i]));
            sum += exponential < 0 ? 0 : net_halved(exponential, 12);
        }
        zeros = net_leading_zeros(sum);
        share = net_reciprocal((int32_t)((uint32_t)sum << zeros & UINT32_C(0x7fffffff)));
        for (i = 0; i < depth; i++) {
            const int32_t exponential = NET_I32(exponentials + (largest - in[i]));
            const int32_t code = exponential < 0 ? 0
                : net_halved(net_upper_half(share, exponential), 12 - zeros + SHIFT);
            out[i] = (out_t)net_clamp(code + MIN, MIN, MAX);
        }
    }
}
