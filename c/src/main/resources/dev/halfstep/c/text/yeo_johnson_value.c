/* The value that a power transformation of Yeo and Johnson came from; beyond a smallest and a largest along tangents. */
static double net_yeo_johnson_value(double mapped, double lambda, double low, double bottom, double low_slope, double high, double top,
    double high_slope)
{
    if (mapped < bottom) {
        return low + (mapped - bottom) / low_slope;
    }
    if (mapped > top) {
        return high + (mapped - top) / high_slope;
    }
    return mapped >= 0 ? net_power_value(mapped, lambda) : -net_power_value(-mapped, 2.0 - lambda);
}
