/* Whether a number is not among others. */
static int net_lacks(const in_t *x, size_t length, int32_t number)
{
    size_t i;
    for (i = 0; i < length; i++) {
        if (x[i] == number) {
            return 0;
        }
    }
    return 1;
}
