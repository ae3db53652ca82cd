/* The square of a difference, which wraps. */
static uint32_t net_squared_difference(int32_t left, int32_t right)
{
    const uint32_t difference = (uint32_t)left - (uint32_t)right;
    return difference * difference;
}
