/* The largest of some codes. */
static int net_largest(const in_t *in, size_t length)
{
    int largest = in[0];
    size_t i;
    for (i = 1; i < length; i++) {
        largest = in[i] > largest ? in[i] : largest;
    }
    return largest;
}
