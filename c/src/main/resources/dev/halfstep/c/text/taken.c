/* Copies slices of an array by rows of indices, one for each of its first axes. */
static void net_taken(const element_t *in, element_t *out, const index_t *indices, int32_t slices, const int32_t *extents,
    int32_t axes, int32_t inner)
{
    for (; slices > 0; slices--) {
        const element_t *const slice = in + net_slice_begin(indices, extents, axes, inner);
        int32_t i;
        for (i = 0; i < inner; i++) {
            *out++ = slice[i];
        }
        indices += axes;
    }
}
