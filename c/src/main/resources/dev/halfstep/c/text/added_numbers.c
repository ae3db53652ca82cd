/* What addition has to know of scales: a multiplier and a shift for each operand and for the result, zero points, and the ends of
   the result. */
typedef struct {
    int32_t left_multiplier;
    int32_t right_multiplier;
    int32_t multiplier;
    int left_shift;
    int right_shift;
    int shift;
    int32_t left_zero;
    int32_t right_zero;
    int32_t zero;
    int32_t min;
    int32_t max;
} net_added_numbers;
