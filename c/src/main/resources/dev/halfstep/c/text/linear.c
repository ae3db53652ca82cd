/* A standardised value in its unit. The product is rounded before the mean is added, also where a processor could do both. */
static double net_linear(float standard, double deviation, double mean)
{
    const volatile double product = (double)standard * deviation;
    return product + mean;
}
