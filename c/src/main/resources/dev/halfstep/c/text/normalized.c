/* Rows of codes of 8 bits divided by their Euclidean length. */
static void net_normalized(const element_t *in, element_t *out, size_t rows, size_t depth, int32_t zero_in, int32_t zero_out)
{
    for (; rows > 0; rows--, in += depth, out += depth) {
        int32_t multiplier = INT32_MAX;
        int32_t squares = 0;
        int shift = 0;
        size_t i;
        for (i = 0; i < depth; i++) {
            squares += (in[i] - zero_in) * (in[i] - zero_in);
        }
        if (squares > 1) {
            multiplier = net_inverse_root(squares, &shift);
        }
        for (i = 0; i < depth; i++) {
            const int32_t steps = in[i] - zero_in;
            out[i] = (element_t)net_clamp(DIVIDED + zero_out, MIN, MAX);
        }
    }
}
