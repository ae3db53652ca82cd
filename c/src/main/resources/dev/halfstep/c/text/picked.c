/* Copies slices of an array by their indices on an axis. */
static void net_picked(const element_t *in, element_t *out, const index_t *indices, int32_t batches, int32_t outer,
    int32_t extent, int32_t picked, int32_t inner)
{
    for (; batches > 0; batches--) {
        int32_t o;
        for (o = 0; o < outer; o++) {
            int32_t p;
            for (p = 0; p < picked; p++) {
                const element_t *const slice = in + (int32_t)indices[p] * inner;
                int32_t i;
                for (i = 0; i < inner; i++) {
                    *out++ = slice[i];
                }
            }
            in += extent * inner;
        }
        indices += picked;
    }
}
