/* A convolution: each output is the code of a bias plus the products of weights and of what they meet in the image. Weights stand by
   output, row and column of the window, and input. Outputs fall into groups that see different inputs. The window has its rows, then
   its columns. */
static void net_conv(const in_t *image, out_t *out, const net_axis *window, int inputs, int outputs, int group_inputs,
    int group_outputs, int zero, const weight_t *weights, const sum_t *bias, CODE_PARAMETERS)
{
    const size_t line = (size_t)window[1].image * (size_t)inputs;
    int y;
    for (y = 0; y < window[0].result; y++) {
        const net_span rows = net_covered(&window[0], y);
        int x;
        for (x = 0; x < window[1].result; x++) {
            const net_span columns = net_covered(&window[1], x);
            const in_t *const first = image + (size_t)rows.index * line + (size_t)columns.index * (size_t)inputs;
            const weight_t *filter = weights;
            int o;
            for (o = 0; o < outputs; o++) {
                const in_t *in_row = first + o / group_outputs * group_inputs;
                sum_t sum = READ_BIAS(bias + o);
                int r;
                for (r = rows.first; r < rows.end; r += window[0].spacing) {
                    const weight_t *w = filter + (r * window[1].taps + columns.first) * group_inputs;
                    const in_t *in = in_row;
                    int c;
                    for (c = columns.first; c < columns.end; c += window[1].spacing) {
                        int i;
                        for (i = 0; i < group_inputs; i++) {
                            sum += (sum_t)(in[i] - zero) * READ_WEIGHT(w + i);
                        }
                        w += window[1].spacing * group_inputs;
                        in += window[1].dilation * inputs;
                    }
                    in_row += (size_t)window[0].dilation * line;
                }
                filter += (size_t)window[0].taps * (size_t)window[1].taps * (size_t)group_inputs;
                *out++ = CODE(sum, CODE_ARGUMENTS);
            }
        }
    }
}
