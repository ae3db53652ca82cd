/* A polynomial, of which the coefficient of the lowest power comes first. */
static double net_polynomial(double x, const double *coefficients, int count)
{
    double value = NET_F64(coefficients + count - 1);
    int i;
    for (i = count - 2; i >= 0; i--) {
        value = NET_F64(coefficients + i) + net_times(value, x);
    }
    return value;
}
