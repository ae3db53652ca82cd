/* Copies slices of an array, of which it is known where they begin. */
static void net_gathered(const element_t *in, element_t *out, const int32_t *begins, size_t slices, size_t inner)
{
    for (; slices > 0; slices--) {
        const element_t *const slice = in + NET_I32(begins);
        size_t i;
        for (i = 0; i < inner; i++) {
            *out++ = slice[i];
        }
        begins++;
    }
}
