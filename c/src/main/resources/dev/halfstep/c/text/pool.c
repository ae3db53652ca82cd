/* The average or the largest of the codes in a window, each channel by itself; positions outside of the image do not count. */
static void net_pool(const element_t *image, element_t *out, const WINDOW *window, int channels, int average, int32_t min,
    int32_t max)
{
    int y;
    for (y = 0; y < window->rows; y++) {
        int x;
        for (x = 0; x < window->columns; x++) {
            int k;
            for (k = 0; k < channels; k++) {
                int32_t sum = 0;
                int32_t largest = INT32_MIN;
                int32_t count = 0;
                int r;
                for (r = 0; r < window->tap_rows; r++) {
                    const int row = y * window->row_stride - window->rows_before + r * window->row_dilation;
                    int c;
                    if (row < 0 || row >= window->image_rows) {
                        continue;
                    }
                    for (c = 0; c < window->tap_columns; c++) {
                        const int column = x * window->column_stride - window->columns_before + c * window->column_dilation;
                        if (column >= 0 && column < window->image_columns) {
                            const int32_t code = image[((size_t)row * (size_t)window->image_columns + (size_t)column)
                                    * (size_t)channels + (size_t)k];
                            sum += code;
                            largest = code > largest ? code : largest;
                            count++;
                        }
                    }
                }
                if (average && count > 0) {
                    largest = (sum > 0 ? sum + count / 2 : sum - count / 2) / count;
                }
                *out++ = (element_t)CLAMP(largest, min, max);
            }
        }
    }
}
