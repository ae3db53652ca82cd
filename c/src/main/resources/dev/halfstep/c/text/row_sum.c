/* A sum plus the inputs times a row of weights. */
NET_INLINE sum_t net_row_sum(sum_t sum, const in_t *x, size_t inputs, const weight_t *weights)
{
    const in_t *const end = x + inputs;
    while (x != end) {
        const factor_t value = *x++;
        sum += value * READ_WEIGHT(weights);
        weights++;
    }
    return sum;
}
