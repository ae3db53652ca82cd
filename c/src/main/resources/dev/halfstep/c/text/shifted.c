/* Codes with a sign for those without, or the other way round. */
static void net_shifted(const in_t *in, out_t *out, size_t length)
{
    size_t i;
    for (i = 0; i < length; i++) {
        out[i] = (out_t)(in[i] OFFSET);
    }
}
