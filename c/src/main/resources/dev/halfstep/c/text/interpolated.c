/* Looks each code up in a table with straight lines between its entries. */
static void net_interpolated(const int16_t *in, int16_t *out, size_t length, const int16_t *table)
{
    size_t i;
    for (i = 0; i < length; i++) {
        out[i] = net_line_table(table, in[i]);
    }
}
