/* The value that a logarithm stands for, counted from that of a smallest value; beyond the smallest and the largest along tangents. */
static double net_log_value(double mapped, double low, double from_shift, double high, double high_from_shift, double top)
{
    if (mapped < 0) {
        return low + TIMES(mapped, from_shift);
    }
    if (mapped > top) {
        return high + TIMES(mapped - top, high_from_shift);
    }
    return low + TIMES(from_shift, EXPM1(mapped));
}
