/* What a gate lets through of cells. */
static void net_lstm_outputs(int8_t *out, size_t cells, const int16_t *cell, const int16_t *gate, int bits, int32_t multiplier,
    int shift, int32_t zero)
{
    for (; cells > 0; cells--) {
        const int32_t code = net_scaled(*gate++ * net_tanh_16(*cell++, bits), multiplier, shift) + zero;
        *out++ = (int8_t)NET_TO_INT8(code);
    }
}
