/* The parts of a point in time. */
typedef struct {
    int64_t year;
    int month;
    int day;
    int weekday;
    double hour;
} net_date_parts;

/* The nearest whole number, halves to the even one. */
static double net_whole(double x)
{
    const double bits = x < 0 ? -4503599627370496.0 : 4503599627370496.0;
    volatile double shifted = x;
    if (x >= 4503599627370496.0 || x <= -4503599627370496.0) {
        return x;
    }
    shifted += bits;
    shifted -= bits;
    return shifted;
}

/* Takes days since the first of January 1970, with the time of day as a fraction, apart. */
static void net_date(double days, net_date_parts *parts)
{
    const double millis = net_whole(days * 86400000.0);
    double day = net_whole(millis / 86400000.0);
    int64_t since;
    int64_t era;
    int64_t of_era;
    int64_t of_year;
    int64_t year;
    int month;
    if (day > millis / 86400000.0) {
        day -= 1;
    }
    since = day < -365243219162.0 ? INT64_C(-365243219162) : day > 365241780471.0 ? INT64_C(365241780471) : (int64_t)day;
    parts->hour = (millis - day * 86400000.0) / 3600000.0;
    parts->weekday = (int)(((since + 3) % 7 + 7) % 7) + 1;
    /* Years that begin with March, in eras of 400. */
    since += 719468;
    era = (since >= 0 ? since : since - 146096) / 146097;
    of_era = since - era * 146097;
    year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    of_year = of_era - (365 * year + year / 4 - year / 100);
    month = (int)((5 * of_year + 2) / 153);
    parts->day = (int)(of_year - (153 * month + 2) / 5 + 1);
    parts->month = month < 10 ? month + 3 : month - 9;
    parts->year = year + era * 400 + (parts->month <= 2 ? 1 : 0);
}
