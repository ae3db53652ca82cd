/* Cells keep what one gate lets through of them, and take what another does of what goes into them; without one of its own, what the
   first leaves. */
static void net_lstm_cells(int16_t *cell, size_t cells, const int16_t *forget, const int16_t *take, const int16_t *sums, int bits,
    int32_t min, int32_t max)
{
    size_t i;
    for (i = 0; i < cells; i++) {
        const int32_t taken = take ? take[i] : 32767 - forget[i];
        const int32_t next = net_halved((int32_t)forget[i] * cell[i], 15) + net_halved(taken * net_tanh_16(sums[i], 3), 15 + bits);
        cell[i] = (int16_t)net_clamp(next, min, max);
    }
}
