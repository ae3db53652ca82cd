/* The code of a value: the nearest, halves away from zero. Says whether the value lies below or above all codes. */
static int32_t net_nearest(float x, float scale, int32_t zero, int32_t min, int32_t max, int8_t *side)
{
    const double steps = (double)(x / scale);
    const double first = (double)min - zero;
    const double last = (double)max - zero;
    *side = (int8_t)(steps <= first - 1 ? -1 : steps >= last + 1 ? 1 : 0);
    if (*side == 0) {
        const int32_t code = zero + (int32_t)(steps < 0 ? steps - 0.5 : steps + 0.5);
        *side = (int8_t)(code < min ? -1 : code > max ? 1 : 0);
        return code < min ? min : code > max ? max : code;
    }
    return *side < 0 ? min : max;
}
