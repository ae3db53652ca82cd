/* How a window slides along the rows or the columns of an image: how far the image and the result reach, how many positions the
   window covers, how far it moves from one result to the next, how far apart its positions are, how far before the image it begins,
   and how far apart the image is spaced out. */
typedef struct {
    int16_t image;
    int16_t result;
    int16_t taps;
    int16_t stride;
    int16_t dilation;
    int16_t before;
    int16_t spacing;
} net_axis;
