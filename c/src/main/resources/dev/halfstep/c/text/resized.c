/* Images of other extents, each element between four of those that there are. For each row and column of a result there are the two
   between which it lies, and how far behind the first of them, in 1024ths. */
static void net_resized(const element_t *image, element_t *out, int rows, int columns, int image_columns, int channels,
    const int16_t *row_ends, const int16_t *column_ends)
{
    int y;
    for (y = 0; y < rows; y++) {
        const int32_t down = NET_I16(row_ends + 3 * y + 2);
        const element_t *const upper = image + (size_t)NET_I16(row_ends + 3 * y) * (size_t)image_columns * (size_t)channels;
        const element_t *const lower = image + (size_t)NET_I16(row_ends + 3 * y + 1) * (size_t)image_columns * (size_t)channels;
        int x;
        for (x = 0; x < columns; x++) {
            const size_t left = (size_t)NET_I16(column_ends + 3 * x) * (size_t)channels;
            const size_t right = (size_t)NET_I16(column_ends + 3 * x + 1) * (size_t)channels;
            const int32_t beyond = NET_I16(column_ends + 3 * x + 2);
            int k;
            for (k = 0; k < channels; k++) {
                const sum_t above = (sum_t)upper[left + (size_t)k] * (1024 - beyond) + (sum_t)upper[right + (size_t)k] * beyond;
                const sum_t below = (sum_t)lower[left + (size_t)k] * (1024 - beyond) + (sum_t)lower[right + (size_t)k] * beyond;
                const sum_t sum = above * (1024 - down) + below * down;
                *out++ = (element_t)((sum > 0 ? sum + 524288 : sum - 524288) / 1048576);
            }
        }
    }
}
