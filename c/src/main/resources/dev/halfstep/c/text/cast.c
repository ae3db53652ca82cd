/* The same numbers in another type; those that it does not hold wrap. */
static void net_cast(const in_t *in, out_t *out, size_t length)
{
    size_t i;
    for (i = 0; i < length; i++) {
        out[i] = (out_t)(VALUE);
    }
}
