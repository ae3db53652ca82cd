/* exp(x) - 1, operation by operation as fdlibm has it (Copyright (C) 1993 by Sun Microsystems, Inc.; permission to use, copy, modify,
   and distribute it is freely granted, provided that this notice is preserved). */
static double net_expm1(double x)
{
    static const double coefficients[6] NET_FLASH = {1.0, -0.03333333333333313, 0.0015873015872548146, -7.93650757867488e-05,
        4.008217827329362e-06, -2.0109921818362437e-07};
    const double high_ln2 = 0.6931471803691238;
    const double low_ln2 = 1.9082149292705877e-10;
    const double size = x < 0 ? -x : x;
    double rest = 0;
    double half;
    double square;
    double r;
    double t;
    double e;
    double power = 1;
    double y;
    int k = 0;
    int i;
    if (size < 5.551115123125783e-17) {
        return x;
    }
    if (x <= -38.81622314453125) {
        return -1;
    }
    if (x > 709.782712893384) {
        x = 709.782712893384;
    }
    if (size >= 0.3465735912322998) {
        double high;
        double low;
        if (size < 1.0397205352783203) {
            k = x < 0 ? -1 : 1;
        } else {
            k = (int)(net_times(1.4426950408889634, x) + (x < 0 ? -0.5 : 0.5));
        }
        high = x - net_times(k, high_ln2);
        low = net_times(k, low_ln2);
        x = high - low;
        rest = (high - x) - low;
    }
    half = net_times(0.5, x);
    square = net_times(x, half);
    r = net_polynomial(square, coefficients, 6);
    t = 3.0 - net_times(r, half);
    e = net_times(square, (r - t) / (6.0 - net_times(x, t)));
    if (k == 0) {
        return x - (net_times(x, e) - square);
    }
    e = (net_times(x, e - rest) - rest) - square;
    if (k == -1) {
        return 0.5 * (x - e) - 0.5;
    }
    if (k == 1) {
        return x < -0.25 ? -2.0 * (e - (x + 0.5)) : 1.0 + 2.0 * (x - e);
    }
    for (i = 0; i < (k < 0 ? -k : k); i++) {
        power *= 0.5;
    }
    if (k <= -2 || k > 56) {
        y = 1.0 - (e - x);
    } else if (k < 20) {
        y = (1.0 - power) - (e - x);
    } else {
        y = (x - (e + power)) + 1.0;
    }
    if (k < 0) {
        y *= power;
    }
    for (i = 0; i < k; i++) {
        y *= 2.0;
    }
    return k <= -2 || k > 56 ? y - 1.0 : y;
}
