/* The positions of a window that lie on the rows or the columns of an image, for one result. */
static net_span net_covered(const net_axis *axis, int result)
{
    net_span span = {0, 0, 0};
    int place = result * axis->stride - axis->before;
    while (span.first < axis->taps && (place < 0 || place % axis->spacing != 0)) {
        place += axis->dilation;
        span.first++;
    }
    span.end = span.first;
    if (span.first < axis->taps && place < axis->image * axis->spacing) {
        span.index = place / axis->spacing;
    }
    while (span.end < axis->taps && place < axis->image * axis->spacing) {
        place += axis->dilation * axis->spacing;
        span.end += axis->spacing;
    }
    return span;
}
