/* The code of a sum: a product with a number of 15 bits, then a shift that rounds halves upwards. */
NET_INLINE out_t net_code_shifted(int64_t sum, int32_t multiplier, int shift, int32_t zero CLAMP_PARAMETERS)
{
    const int32_t code = (int32_t)((sum * multiplier + (INT64_C(1) << (shift - 1))) >> shift) + zero;
    return (out_t)CLAMPED(code CLAMP_ARGUMENTS);
}
