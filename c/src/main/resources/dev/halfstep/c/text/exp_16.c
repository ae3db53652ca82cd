/* exp(x) of a number below 0 with some bits before the point, in fractions of 2^15, bit for bit as the reference has it: a polynomial
   for the part below a quarter, and a factor for each bit above it. */
static int32_t net_exp_16(int32_t x, int bits)
{
    static const int16_t powers[7] NET_FLASH = {25520, 19875, 12055, 4435, 600, 11, 0};
    const int32_t quarter = INT32_C(1) << (13 - bits);
    const int32_t low = (x & (quarter - 1)) - quarter;
    const int32_t rest = low - x;
    const int32_t a = low * (INT32_C(1) << bits) + (INT32_C(1) << 12);
    const int32_t square = net_upper_half_16(a, a);
    const int32_t cube = net_upper_half_16(square, a);
    const int32_t fourth = net_upper_half_16(square, square);
    const int32_t higher = net_halved(net_upper_half_16(net_halved(fourth, 2) + cube, 10923) + square, 1);
    int32_t result = 28918 + net_upper_half_16(28918, a + higher);
    int k;
    if (bits >= 6 && x < -32 * (INT32_C(1) << (15 - bits))) {
        return 0;
    }
    result = result > 32767 ? 32767 : result;
    for (k = 0; k < 7 && k - 2 < bits; k++) {
        if ((rest & (quarter << k)) != 0) {
            result = net_upper_half_16(result, NET_I16(powers + k));
        }
    }
    return result;
}
