/* Whether all numbers lie between two ends. */
static int net_within(const in_t *x, size_t length, int32_t min, int32_t max)
{
    size_t i;
    for (i = 0; i < length; i++) {
        if (x[i] < min || x[i] > max) {
            return 0;
        }
    }
    return 1;
}
