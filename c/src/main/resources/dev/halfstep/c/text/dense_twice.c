/* A dense layer whose sums are rounded twice: each output is the code of a bias plus the inputs times the output's row of
   weights. Biases have the share of the input's zero point in them. */
static void net_dense_twice(const in_t *in, size_t inputs, out_t *out, size_t outputs, const weight_t *weights,
    const sum_t *bias, const int32_t *multipliers, const int8_t *shifts, int32_t zero CLAMP_PARAMETERS)
{
    for (; outputs > 0; outputs--) {
        const sum_t sum = ROW(READ_BIAS(bias), in, inputs, weights);
        weights += inputs;
        bias++;
        *out++ = CODE((int32_t)sum, NET_I32(multipliers), NET_I8(shifts), zero CLAMP_ARGUMENTS);
        multipliers++;
        shifts++;
    }
}
