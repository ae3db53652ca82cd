/* Looks each code up in a table, which has the smallest code first. */
static void net_table(const in_t *in, out_t *out, size_t length, const out_t *table)
{
    size_t i;
    for (i = 0; i < length; i++) {
        out[i] = READ(table + (in[i] FIRST));
    }
}
