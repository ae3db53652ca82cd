/* The sum of the exponentials of a row of codes, in fractions of 2^19. The table has exp(-d) in fractions of 2^31 for each distance of a
   code from the largest one; where it is below 0 nothing is left. */
static int32_t net_exponential_sum(const in_t *in, size_t depth, int largest, const int32_t *exponentials)
{
    int32_t sum = 0;
    size_t i;
    for (i = 0; i < depth; i++) {
        const int32_t exponential = NET_I32(exponentials + (largest - in[i]));
        sum += exponential < 0 ? 0 : net_halved(exponential, 12);
    }
    return sum;
}
