/* What goes into a gate: for each cell a bias plus the inputs times a row of weights, and the outputs before, if there are any, times
   another. Biases have the share of zero points in them. */
static void net_lstm_sums(int16_t *sums, size_t cells, const int8_t *in, size_t inputs, const int8_t *weights, const int32_t *bias,
    int32_t multiplier, int shift, const int8_t *before, size_t outputs, const int8_t *recurrent, const int32_t *recurrent_bias,
    int32_t recurrent_multiplier, int recurrent_shift)
{
    for (; cells > 0; cells--) {
        int32_t sum = net_scaled(net_row_sum_of_bytes(NET_I32(bias), in, inputs, weights), multiplier, shift);
        sum = NET_TO_INT16(sum);
        if (before) {
            sum += net_scaled(net_row_sum_of_bytes(NET_I32(recurrent_bias), before, outputs, recurrent), recurrent_multiplier,
                recurrent_shift);
        }
        *sums++ = (int16_t)NET_TO_INT16(sum);
        weights += inputs;
        recurrent += outputs;
        bias++;
        recurrent_bias++;
    }
}
