/* A dense layer: each output is the code of a bias plus the inputs times the output's row of weights. Biases have the share of
   the input's zero point in them. */
static void net_dense(const in_t *in, size_t inputs, out_t *out, size_t outputs, const weight_t *weights,
    const sum_t *bias, const multiplier_t *multipliers, int64_t rounding CLAMP_PARAMETERS)
{
#ifdef NET_FOUR_ROWS
    for (; outputs >= 4; outputs -= 4) {
        sum_t sums[4];
        ROWS(in, inputs, weights, bias, sums);
        weights += 4 * inputs;
        out[0] = CODE(sums[0], multipliers[0], rounding CLAMP_ARGUMENTS);
        out[1] = CODE(sums[1], multipliers[1], rounding CLAMP_ARGUMENTS);
        out[2] = CODE(sums[2], multipliers[2], rounding CLAMP_ARGUMENTS);
        out[3] = CODE(sums[3], multipliers[3], rounding CLAMP_ARGUMENTS);
        bias += 4;
        multipliers += 4;
        out += 4;
    }
#endif
    for (; outputs > 0; outputs--) {
        const sum_t sum = ROW(READ_BIAS(bias), in, inputs, weights);
        weights += inputs;
        bias++;
        *out++ = CODE(sum, READ_MULTIPLIER(multipliers), rounding CLAMP_ARGUMENTS);
        multipliers++;
    }
}
