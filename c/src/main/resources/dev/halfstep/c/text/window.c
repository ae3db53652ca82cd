/* A window that slides along the rows and columns of an image: how far the image and the result reach, how many positions the
   window covers, how far it moves from one result to the next, how far apart its positions are, and how far before the image it
   begins. */
typedef struct {
    int16_t image_rows;
    int16_t image_columns;
    int16_t rows;
    int16_t columns;
    int16_t tap_rows;
    int16_t tap_columns;
    int16_t row_stride;
    int16_t column_stride;
    int16_t row_dilation;
    int16_t column_dilation;
    int16_t rows_before;
    int16_t columns_before;
} net_window;
