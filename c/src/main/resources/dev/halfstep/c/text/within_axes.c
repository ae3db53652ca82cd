/* Whether rows of indices, one for each of the first axes of an array, lead into it. */
static int net_within_axes(const in_t *indices, size_t rows, const int32_t *extents, int32_t axes)
{
    for (; rows > 0; rows--) {
        int32_t a;
        for (a = 0; a < axes; a++) {
            if (indices[a] < 0 || indices[a] >= NET_I32(extents + a)) {
                return 0;
            }
        }
        indices += axes;
    }
    return 1;
}
