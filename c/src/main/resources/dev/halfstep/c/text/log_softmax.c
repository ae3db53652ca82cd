/* The logarithm of softmax of codes of 8 bits, row by row, in fixed point. The table has exp(-d) in fractions of 2^31 for each
   distance of a code from the largest one; where it is below 0 nothing is left. */
static void net_log_softmax(const element_t *in, element_t *out, size_t rows, size_t depth, const int32_t *exponentials,
    int32_t multiplier, int shift, int32_t inverse, int inverse_shift, int32_t least)
{
    for (; rows > 0; rows--, in += depth, out += depth) {
        int32_t largest = in[0];
        int32_t sum = 0;
        int32_t logarithm;
        int32_t limit;
        size_t i;
        for (i = 1; i < depth; i++) {
            largest = in[i] > largest ? in[i] : largest;
        }
        for (i = 0; i < depth; i++) {
            const int32_t exponential = NET_I32(exponentials + (largest - in[i]));
            sum += exponential < 0 ? 0 : net_halved(exponential, 12);
        }
        logarithm = net_logarithm(sum);
        /* Less the logarithm, differences below it would not fit. */
        limit = net_scaled((int32_t)((uint32_t)logarithm + UINT32_C(0x80000000)), inverse, inverse_shift);
        limit = limit < least ? least : limit;
        for (i = 0; i < depth; i++) {
            const int32_t difference = in[i] - largest;
            const int32_t fine = (int32_t)((uint32_t)net_scaled(difference, multiplier, shift) - (uint32_t)logarithm);
            out[i] = (element_t)(difference <= limit ? MIN : net_clamp(net_halved(fine, 22) + MAX, MIN, MAX));
        }
    }
}
