/* A sum plus the inputs times a row of weights. */
NET_INLINE int32_t net_row_sum_of_bytes(int32_t sum, const int8_t *x, size_t inputs, const int8_t *weights)
{
    const int8_t *const end = x + inputs;
#ifdef NET_DSP
    size_t fours;
    for (fours = inputs / 4; fours > 0; fours--) {
        int32_t four;
        int32_t even;
        int32_t odd;
        NET_NEXT(four, x);
        NET_EVEN(even, four);
        NET_ODD(odd, four);
        NET_NEXT(four, weights);
        sum = net_step(sum, four, even, odd);
    }
#endif
    while (x != end) {
        sum += NET_PRODUCT(*x, NET_I8(weights));
        x++;
        weights++;
    }
    return sum;
}
