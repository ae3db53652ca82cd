/* The value that a power transformation of Yeo and Johnson came from, for what is not negative. */
static double net_power_value(double mapped, double lambda)
{
    const int is_log = lambda <= 0.0 && lambda >= 0.0;
    return net_expm1(is_log ? mapped : net_log1p(net_times(lambda, mapped)) / lambda);
}
