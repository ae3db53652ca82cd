/* Adds slices up in an array of which all else is 0, where rows of indices say, one for each of its first axes. Sums wrap. */
static void net_scattered(const element_t *in, element_t *out, size_t length, const index_t *indices, int32_t slices,
    const int32_t *extents, int32_t axes, int32_t inner)
{
    size_t at;
    for (at = 0; at < length; at++) {
        out[at] = 0;
    }
    for (; slices > 0; slices--) {
        element_t *const slice = out + net_slice_begin(indices, extents, axes, inner);
        int32_t i;
        for (i = 0; i < inner; i++) {
            slice[i] = (element_t)((unsigned_t)slice[i] ADDED (unsigned_t)*in++);
        }
        indices += axes;
    }
}
