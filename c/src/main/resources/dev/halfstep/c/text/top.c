/* The largest elements of each row, from the first on, and their indices; of equal ones the first goes first. */
static void net_top(const element_t *in, element_t *values, index_t *indices, int32_t rows, int32_t depth, int32_t count)
{
    for (; rows > 0; rows--) {
        int32_t held = 0;
        int32_t i;
        for (i = 0; i < depth; i++) {
            int32_t at = held;
            if (held < count) {
                held++;
            } else if (in[i] > values[count - 1]) {
                at = count - 1;
            } else {
                continue;
            }
            for (; at > 0 && in[i] > values[at - 1]; at--) {
                values[at] = values[at - 1];
                indices[at] = indices[at - 1];
            }
            values[at] = in[i];
            indices[at] = (index_t)i;
        }
        in += depth;
        values += count;
        indices += count;
    }
}
