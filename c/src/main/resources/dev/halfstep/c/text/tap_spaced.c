/* The row or column of an image that a position of a window covers; -1 outside of it, and between what is spaced out. */
NET_INLINE int net_tap_spaced(const AXIS *axis, int result, int tap)
{
    const int place = result * axis->stride - axis->before + tap * axis->dilation;
    const int index = place / axis->spacing;
    return place >= 0 && index * axis->spacing == place && index < axis->image ? index : -1;
}
