/* ln(1 + x) of a number above -1, operation by operation as fdlibm has it (Copyright (C) 1993 by Sun Microsystems, Inc.; permission to
   use, copy, modify, and distribute it is freely granted, provided that this notice is preserved). */
static double net_log1p(double x)
{
    static const double coefficients[7] NET_FLASH = {0.6666666666666735, 0.3999999999940942, 0.2857142874366239,
        0.22222198432149784, 0.1818357216161805, 0.15313837699209373, 0.14798198605116586};
    const double high_ln2 = 0.6931471803691238;
    const double low_ln2 = 1.9082149292705877e-10;
    const double size = x < 0 ? -x : x;
    double f = x;
    double rest = 0;
    double half_square;
    double s;
    double z;
    double r;
    int small = 0;
    int k = 0;
    if (size < 1.862645149230957e-09) {
        return size < 5.551115123125783e-17 ? x : x - net_times(net_times(x, x), 0.5);
    }
    if (x >= 0.4142136573791504 || x <= -0.2928934097290039) {
        const double u = x < 9007199254740992.0 ? 1.0 + x : x;
        int powers = 0;
        double scaled = u;
        while (scaled >= 2.0) {
            scaled *= 0.5;
            powers++;
        }
        while (scaled < 1.0) {
            scaled *= 2.0;
            powers--;
        }
        if (x < 9007199254740992.0) {
            rest = (powers > 0 ? 1.0 - (u - x) : x - (u - 1.0)) / u;
        }
        k = powers;
        if (scaled < 1.4142131805419922) {
            small = scaled < 1.0000009536743164;
        } else {
            small = scaled >= 1.9999971389770508;
            scaled *= 0.5;
            k++;
        }
        f = scaled - 1.0;
    }
    half_square = net_times(net_times(0.5, f), f);
    if (small) {
        if (f <= 0.0 && f >= 0.0) {
            return net_times(k, high_ln2) + (rest + net_times(k, low_ln2));
        }
        r = net_times(half_square, 1.0 - net_times(0.6666666666666666, f));
        return k == 0 ? f - r : net_times(k, high_ln2) - ((r - (net_times(k, low_ln2) + rest)) - f);
    }
    s = f / (2.0 + f);
    z = net_times(s, s);
    r = net_times(z, net_polynomial(z, coefficients, 7));
    if (k == 0) {
        return f - (half_square - net_times(s, half_square + r));
    }
    return net_times(k, high_ln2) - ((half_square - (net_times(s, half_square + r) + (net_times(k, low_ln2) + rest))) - f);
}
