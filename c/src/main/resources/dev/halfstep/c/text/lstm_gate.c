/* What a gate makes of what goes into it. */
static void net_lstm_gate(int16_t *sums, size_t cells)
{
    for (; cells > 0; cells--) {
        *sums = net_logistic_16(*sums);
        sums++;
    }
}
