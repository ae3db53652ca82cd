#ifdef NET_FOUR_ROWS
/* Adds to four sums the inputs times four rows of weights, which share what is read of the inputs. */
static NET_APART void net_rows_of_bytes(const int8_t *x, size_t inputs, const int8_t *w0, const int32_t *bias, int32_t *sums)
{
    const int8_t *const end = x + inputs;
    const int8_t *w1 = w0 + inputs;
    const int8_t *w2 = w1 + inputs;
    const int8_t *w3 = w2 + inputs;
    int32_t s0 = bias[0];
    int32_t s1 = bias[1];
    int32_t s2 = bias[2];
    int32_t s3 = bias[3];
#ifdef NET_DSP
    size_t fours;
    for (fours = inputs / 4; fours > 0; fours--) {
        int32_t four;
        int32_t even;
        int32_t odd;
        NET_NEXT(four, x);
        NET_EVEN(even, four);
        NET_ODD(odd, four);
        NET_NEXT(four, w0);
        s0 = net_step(s0, four, even, odd);
        NET_NEXT(four, w1);
        s1 = net_step(s1, four, even, odd);
        NET_NEXT(four, w2);
        s2 = net_step(s2, four, even, odd);
        NET_NEXT(four, w3);
        s3 = net_step(s3, four, even, odd);
    }
#endif
    while (x != end) {
        const int32_t value = *x++;
        s0 += value * *w0++;
        s1 += value * *w1++;
        s2 += value * *w2++;
        s3 += value * *w3++;
    }
    sums[0] = s0;
    sums[1] = s1;
    sums[2] = s2;
    sums[3] = s3;
}
#endif
