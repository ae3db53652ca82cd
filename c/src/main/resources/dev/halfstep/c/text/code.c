/* The code of a sum: one product, rounded once. The multipliers were proven to give the reference's code for every sum that a
   layer can have. */
NET_INLINE out_t net_code(sum_t sum, int32_t multiplier, int64_t rounding CLAMP_PARAMETERS)
{
    const int64_t product = (int64_t)sum * multiplier + rounding;
    const int32_t code = SHIFTED_PRODUCT;
    return (out_t)CLAMPED(code CLAMP_ARGUMENTS);
}
