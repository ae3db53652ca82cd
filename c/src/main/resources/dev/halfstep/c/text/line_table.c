/* A function of codes of 16 bits by a table with straight lines between its 513 entries. */
static int16_t net_line_table(const int16_t *table, int32_t code)
{
    const int16_t *entry = table + (256 + (code >> 7));
    const int32_t first = NET_I16(entry);
    const int32_t slope = (int16_t)(NET_I16(entry + 1) - first);
    return (int16_t)(first + ((slope * (code & 127) + 64) >> 7));
}
