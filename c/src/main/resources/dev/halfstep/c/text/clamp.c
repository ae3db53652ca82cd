/* A number, held between two ends. */
NET_INLINE int32_t net_clamp(int32_t x, int32_t min, int32_t max)
{
    return x < min ? min : x > max ? max : x;
}
