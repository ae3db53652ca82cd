/* The row or column of an image that a position of a window covers; -1 outside of it. */
NET_INLINE int net_tap(const AXIS *axis, int result, int tap)
{
    const int index = result * axis->stride - axis->before + tap * axis->dilation;
    return index >= 0 && index < axis->image ? index : -1;
}
