/* The value that a logarithm stands for, counted from that of a smallest value; beyond the smallest and the largest along tangents. */
static double net_log_value(double mapped, double low, double from_shift, double high, double high_from_shift, double top)
{
    if (mapped < 0) {
        return low + net_times(mapped, from_shift);
    }
    if (mapped > top) {
        return high + net_times(mapped - top, high_from_shift);
    }
    return low + net_times(from_shift, net_expm1(mapped));
}
