/* Adds to what goes into a gate the cells times weights. */
static void net_lstm_peephole(int16_t *sums, size_t cells, const int16_t *cell, const int16_t *weights, int32_t multiplier, int shift)
{
    for (; cells > 0; cells--) {
        const int32_t sum = *sums + net_scaled((int32_t)NET_I16(weights) * *cell++, multiplier, shift);
        weights++;
        *sums++ = (int16_t)NET_TO_INT16(sum);
    }
}
