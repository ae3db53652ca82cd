/* Sums of everything along an axis up to each element, which wrap. */
static void net_running_sum(const element_t *in, element_t *out, int32_t outer, int32_t depth, int32_t inner, int exclusive,
    int reverse)
{
    for (; outer > 0; outer--) {
        int32_t i;
        for (i = 0; i < inner; i++) {
            unsigned_t sum = 0;
            int32_t before;
            for (before = 0; before < depth; before++) {
                const int32_t at = (reverse ? depth - 1 - before : before) * inner + i;
                const unsigned_t element = (unsigned_t)in[at];
                out[at] = (element_t)(exclusive ? sum : sum + element);
                sum += element;
            }
        }
        in += depth * inner;
        out += depth * inner;
    }
}
