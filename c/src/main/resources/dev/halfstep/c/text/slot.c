/* The code of a feature that has codes of its own, from 0 to 255: the nearest. Says whether the value lies below or above them. */
static int net_slot(float x, double offset, double step, int8_t *side)
{
    const double steps = ((double)x - offset) / step;
    *side = (int8_t)(steps < 0 && 0.5 - steps >= 1 ? -1 : steps > 0 && steps + 0.5 >= 256 ? 1 : 0);
    return steps < 0 ? 0 : steps >= 255 ? 255 : (int)(steps + 0.5);
}
