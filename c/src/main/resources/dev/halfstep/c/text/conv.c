/* A convolution: each output is the code of a bias plus the products of weights and of what they meet in the image. Weights stand by
   output, row and column of the window, and input. Outputs fall into groups that see different inputs. */
static void net_conv(const in_t *image, out_t *out, const WINDOW *window, int inputs, int outputs, int group_inputs,
    int group_outputs, int zero, const weight_t *weights, const sum_t *bias, CODE_PARAMETERS)
{
    int y;
    for (y = 0; y < window->rows; y++) {
        int x;
        for (x = 0; x < window->columns; x++) {
            const weight_t *w = weights;
            int o;
            for (o = 0; o < outputs; o++) {
                sum_t sum = READ_BIAS(bias + o);
                int r;
                for (r = 0; r < window->tap_rows; r++) {
                    const int row = y * window->row_stride - window->rows_before + r * window->row_dilation;
                    int c;
                    if (row < 0 || row >= window->image_rows) {
                        w += (size_t)window->tap_columns * (size_t)group_inputs;
                        continue;
                    }
                    for (c = 0; c < window->tap_columns; c++) {
                        const int column = x * window->column_stride - window->columns_before + c * window->column_dilation;
                        const in_t *in;
                        const weight_t *end;
                        if (column < 0 || column >= window->image_columns) {
                            w += group_inputs;
                            continue;
                        }
                        in = image + ((size_t)row * (size_t)window->image_columns + (size_t)column) * (size_t)inputs
                            + (size_t)(o / group_outputs) * (size_t)group_inputs;
                        for (end = w + group_inputs; w != end; w++) {
                            sum += (sum_t)(*in++ - zero) * READ_WEIGHT(w);
                        }
                    }
                }
                *out++ = CODE(sum, CODE_ARGUMENTS);
            }
        }
    }
}
