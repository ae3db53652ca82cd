/* The logarithm of softmax of codes of 8 bits, row by row, in fixed point. */
static void net_log_softmax(const in_t *in, in_t *out, size_t rows, size_t depth, const int32_t *exponentials, int32_t multiplier,
    int shift, int32_t inverse, int inverse_shift, int32_t least)
{
    for (; rows > 0; rows--, in += depth, out += depth) {
        const int largest = net_largest(in, depth);
        const int32_t logarithm = net_logarithm(net_exponential_sum(in, depth, largest, exponentials));
        /* Less the logarithm, differences below it would not fit. */
        const int32_t fits = net_scaled((int32_t)((uint32_t)logarithm + UINT32_C(0x80000000)), inverse, inverse_shift);
        const int32_t limit = fits < least ? least : fits;
        size_t i;
        for (i = 0; i < depth; i++) {
            const int32_t difference = in[i] - largest;
            const int32_t fine = (int32_t)((uint32_t)net_scaled(difference, multiplier, shift) - (uint32_t)logarithm);
            out[i] = (in_t)(difference <= limit ? MIN : net_clamp(net_halved(fine, 22) + MAX, MIN, MAX));
        }
    }
}
