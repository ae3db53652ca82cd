/* A rank among the values of training as the value that had it, on straight lines between some of them. Products are rounded
   before they are added, also where a processor could do both. */
static double net_quantile(double rank, const double *ranks, const double *values, int count)
{
    volatile double product;
    int above = 0;
    while (above < count && NET_F64(ranks + above) < rank) {
        above++;
    }
    if (above < count && NET_F64(ranks + above) <= rank) {
        return NET_F64(values + above);
    }
    if (above == 0 || above == count) {
        const int end = above == 0 ? 0 : count - 1;
        const double slope = (NET_F64(values + count - 1) - NET_F64(values)) / (NET_F64(ranks + count - 1) - NET_F64(ranks));
        product = (rank - NET_F64(ranks + end)) * slope;
        return NET_F64(values + end) + product;
    } else {
        const double x0 = NET_F64(ranks + above - 1);
        const double y0 = NET_F64(values + above - 1);
        const double y1 = NET_F64(values + above);
        double y;
        product = (rank - x0) / (NET_F64(ranks + above) - x0) * (y1 - y0);
        y = y0 + product;
        return y < y1 ? y : y1;
    }
}
