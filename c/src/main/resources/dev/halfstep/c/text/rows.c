#ifdef NET_FOUR_ROWS
/* Adds to four sums the inputs times four rows of weights, which share what is read of the inputs. */
static NET_APART void net_rows(const in_t *x, size_t inputs, const weight_t *w0, const sum_t *bias, sum_t *sums)
{
    const in_t *const end = x + inputs;
    const weight_t *w1 = w0 + inputs;
    const weight_t *w2 = w1 + inputs;
    const weight_t *w3 = w2 + inputs;
    sum_t s0 = bias[0];
    sum_t s1 = bias[1];
    sum_t s2 = bias[2];
    sum_t s3 = bias[3];
    while (x != end) {
        const sum_t value = *x++;
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
