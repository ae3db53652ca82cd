/* A number shifted to the left, held between the ends of its type. */
static int32_t net_left_shifted(int32_t x, int bits)
{
    const int64_t shifted = x * (INT64_C(1) << bits);
    return (int32_t)(shifted < INT32_MIN ? INT32_MIN : shifted > INT32_MAX ? INT32_MAX : shifted);
}
