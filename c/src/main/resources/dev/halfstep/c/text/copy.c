/* Copies elements. */
static void net_copy(const element_t *in, element_t *out, size_t length)
{
    size_t i;
    for (i = 0; i < length; i++) {
        out[i] = in[i];
    }
}
