/* A convolution of each channel by itself. Weights stand by row and column of the window, and output. */
static void net_depthwise(const in_t *image, out_t *out, const WINDOW *window, int inputs, int outputs, int group_outputs,
    int zero, const weight_t *weights, const sum_t *bias, CODE_PARAMETERS)
{
    int y;
    for (y = 0; y < window->rows; y++) {
        int x;
        for (x = 0; x < window->columns; x++) {
            int o;
            for (o = 0; o < outputs; o++) {
                sum_t sum = READ_BIAS(bias + o);
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
                            const size_t at = ((size_t)row * (size_t)window->image_columns + (size_t)column) * (size_t)inputs
                                + (size_t)(o / group_outputs);
                            const weight_t *w = weights
                                + ((size_t)r * (size_t)window->tap_columns + (size_t)c) * (size_t)outputs + o;
                            sum += (sum_t)(image[at] - zero) * READ_WEIGHT(w);
                        }
                    }
                }
                *out++ = CODE(sum, CODE_ARGUMENTS);
            }
        }
    }
}
