/* The average or the largest of the codes in a window, each channel by itself; positions outside of the image do not count. The
   window has its rows, then its columns. */
static void net_pool(const element_t *image, element_t *out, const net_axis *window, int channels, int average, int32_t min,
    int32_t max)
{
    const size_t line = (size_t)window[1].image * (size_t)channels;
    int y;
    for (y = 0; y < window[0].result; y++) {
        const net_span rows = net_covered(&window[0], y);
        int x;
        for (x = 0; x < window[1].result; x++) {
            const net_span columns = net_covered(&window[1], x);
            const element_t *const first = image + (size_t)rows.index * line + (size_t)columns.index * (size_t)channels;
            const int32_t count = (int32_t)(rows.end - rows.first) * (columns.end - columns.first);
            int k;
            for (k = 0; k < channels; k++) {
                int32_t sum = 0;
                int32_t largest = INT32_MIN;
                int r;
                for (r = 0; r < rows.end - rows.first; r++) {
                    const element_t *in = first + (size_t)r * line + k;
                    int c;
                    for (c = columns.first; c < columns.end; c++) {
                        sum += *in;
                        largest = *in > largest ? *in : largest;
                        in += channels;
                    }
                }
                if (average && count > 0) {
                    largest = (sum > 0 ? sum + count / 2 : sum - count / 2) / count;
                }
                *out++ = (element_t)net_clamp(largest, min, max);
            }
        }
    }
}
