/* Outputs are biases plus what is let through of cells times rows of weights. */
static void net_lstm_projected(int8_t *out, size_t outputs, const int8_t *hidden, size_t cells, const int8_t *weights,
    const int32_t *bias, int32_t multiplier, int shift, int32_t zero, int32_t min, int32_t max)
{
    for (; outputs > 0; outputs--) {
        const int32_t sum = net_row_sum_of_bytes(NET_I32(bias), hidden, cells, weights);
        weights += cells;
        bias++;
        *out++ = (int8_t)net_clamp(net_scaled(sum, multiplier, shift) + zero, min, max);
    }
}
