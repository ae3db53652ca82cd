/* Where a slice of an array begins, by its indices on the first axes. */
static int32_t net_slice_begin(const index_t *indices, const int32_t *extents, int32_t axes, int32_t inner)
{
    int32_t slice = 0;
    int32_t a;
    for (a = 0; a < axes; a++) {
        slice = slice * NET_I32(extents + a) + (int32_t)indices[a];
    }
    return slice * inner;
}
