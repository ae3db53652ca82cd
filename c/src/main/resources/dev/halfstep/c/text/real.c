/* What an output stands for: the mean of its copies, each of which is scale * (code - zero). */
static float net_real(const out_t *codes, double scale, int zero)
{
    double sum = 0;
    int c;
    for (c = 0; c < COPIES; c++) {
        sum += (double)(float)(scale * (double)(codes[c] - zero));
    }
    return (float)(sum / COPIES);
}
