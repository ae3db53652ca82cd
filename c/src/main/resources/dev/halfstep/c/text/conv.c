/* A convolution: each output is the code of a bias plus the products of weights and of what they meet in the image. Weights stand by
   output, row and column of the window, and input. Outputs fall into groups that see different inputs. The window has its rows, then
   its columns. */
static void net_conv(const in_t *image, out_t *out, const AXIS *window, int inputs, int outputs, int group_inputs,
    int group_outputs, int zero, const weight_t *weights, const sum_t *bias, CODE_PARAMETERS)
{
    int y;
    for (y = 0; y < window[0].result; y++) {
        int x;
        for (x = 0; x < window[1].result; x++) {
            const weight_t *w = weights;
            int o;
            for (o = 0; o < outputs; o++) {
                const in_t *const group = image + o / group_outputs * group_inputs;
                sum_t sum = READ_BIAS(bias + o);
                int r;
                for (r = 0; r < window[0].taps; r++) {
                    const int row = TAP(&window[0], y, r);
                    int c;
                    if (row < 0) {
                        w += (size_t)window[1].taps * (size_t)group_inputs;
                        continue;
                    }
                    for (c = 0; c < window[1].taps; c++) {
                        const int column = TAP(&window[1], x, c);
                        const weight_t *const end = w + group_inputs;
                        const in_t *in;
                        if (column < 0) {
                            w = end;
                            continue;
                        }
                        in = group + ((size_t)row * (size_t)window[1].image + (size_t)column) * (size_t)inputs;
                        for (; w != end; w++) {
                            sum += (sum_t)(*in++ - zero) * READ_WEIGHT(w);
                        }
                    }
                }
                *out++ = CODE(sum, CODE_ARGUMENTS);
            }
        }
    }
}
