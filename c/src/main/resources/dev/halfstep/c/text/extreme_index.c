/* Where along an axis the extreme element is: the first of equal ones. */
static void net_extreme_index(const element_t *in, index_t *out, int32_t outer, int32_t extent, int32_t inner)
{
    for (; outer > 0; outer--) {
        int32_t i;
        for (i = 0; i < inner; i++) {
            int32_t best = 0;
            int32_t at;
            for (at = 1; at < extent; at++) {
                if (in[at * inner + i] RELATION in[best * inner + i]) {
                    best = at;
                }
            }
            *out++ = (index_t)best;
        }
        in += extent * inner;
    }
}
