/* A function of codes of 16 bits by a table with straight lines between its 513 entries. */
static void net_interpolated(const int16_t *in, int16_t *out, size_t length, const int16_t *table)
{
    size_t i;
    for (i = 0; i < length; i++) {
        const int16_t *entry = table + (256 + (in[i] >> 7));
        const int32_t first = NET_I16(entry);
        const int32_t slope = (int16_t)(NET_I16(entry + 1) - first);
        out[i] = (int16_t)(first + ((slope * (in[i] & 127) + 64) >> 7));
    }
}
