/* Fills an array. */
static void net_fill(element_t *out, size_t length, element_t value)
{
    size_t i;
    for (i = 0; i < length; i++) {
        out[i] = value;
    }
}
