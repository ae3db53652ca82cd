/* The average or the largest of the codes in a window, each channel by itself; positions outside of the image do not count. The
   window has its rows, then its columns. */
static void net_pool(const element_t *image, element_t *out, const AXIS *window, int channels, int average, int32_t min,
    int32_t max)
{
    int y;
    for (y = 0; y < window[0].result; y++) {
        int x;
        for (x = 0; x < window[1].result; x++) {
            int k;
            for (k = 0; k < channels; k++) {
                int32_t sum = 0;
                int32_t largest = INT32_MIN;
                int32_t count = 0;
                int r;
                for (r = 0; r < window[0].taps; r++) {
                    const int row = TAP(&window[0], y, r);
                    int c;
                    for (c = 0; c < window[1].taps; c++) {
                        const int column = TAP(&window[1], x, c);
                        if (row >= 0 && column >= 0) {
                            const int32_t code = image[((size_t)row * (size_t)window[1].image + (size_t)column)
                                    * (size_t)channels + (size_t)k];
                            sum += code;
                            largest = code > largest ? code : largest;
                            count++;
                        }
                    }
                }
                if (average && count > 0) {
                    largest = (sum > 0 ? sum + count / 2 : sum - count / 2) / count;
                }
                *out++ = (element_t)CLAMP(largest, min, max);
            }
        }
    }
}
