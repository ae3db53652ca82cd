/* A product that is rounded before anything is added to it, also where a processor could do both. */
static double net_times(double a, double b)
{
    const volatile double product = a * b;
    return product;
}
