/* Brings what goes into a gate to the mean 0 and the deviation 1, multiplies it and adds a bias, bit for bit as the reference does. */
static void net_lstm_normalized(int16_t *sums, int32_t cells, const int16_t *coefficients, const int32_t *bias, int32_t multiplier,
    int shift, int32_t least_variance)
{
    int64_t sum = 0;
    int64_t squares = 0;
    int32_t mean;
    int32_t variance;
    int32_t inverse = INT32_MAX;
    int inverse_shift = 0;
    int32_t i;
    for (i = 0; i < cells; i++) {
        sum += sums[i];
        squares += (int32_t)sums[i] * sums[i];
    }
    mean = (int32_t)(sum * 1024 / cells);
    variance = (int32_t)((squares * ((INT32_C(1) << 20) / cells) - (int64_t)mean * mean) / (INT32_C(1) << 20));
    variance = variance < 1 ? least_variance : variance;
    if (variance > 1) {
        inverse = net_inverse_root(variance, &inverse_shift);
    }
    for (i = 0; i < cells; i++) {
        const int32_t normal = net_scaled(sums[i] * INT32_C(1024) - mean, inverse, -inverse_shift);
        /* In 32 bits, as the reference has it. */
        const int32_t product = (int32_t)((uint32_t)normal * (uint32_t)(int32_t)NET_I16(coefficients + i)
            + (uint32_t)NET_I32(bias + i));
        const int32_t rounded = (int32_t)(((int64_t)product + (product > 0 ? 512 : -512)) / 1024);
        const int32_t scaled = net_scaled(rounded, multiplier, shift);
        sums[i] = (int16_t)NET_TO_INT16(scaled);
    }
}
