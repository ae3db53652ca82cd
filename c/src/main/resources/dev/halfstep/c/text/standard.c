/* A value less the mean, in standard deviations: what the network was trained on. */
static float net_standard(double value, double mean, double deviation)
{
    const double most = 3.4028234663852886e38;
    const double standard = (value - mean) / deviation;
    return (float)(standard > most ? most : standard < -most ? -most : standard);
}
