/* The code of a sum: one product of 96 bits, rounded once. The multipliers were proven to give the reference's code for every
   sum that a layer can have. */
static out_t net_code_long(sum_t sum, int64_t multiplier, int64_t rounding CLAMP_PARAMETERS)
{
    const int64_t low = (int64_t)sum * (int64_t)((uint64_t)multiplier & UINT32_MAX);
    const int64_t upper = (low >> 32) + (int64_t)sum * (multiplier >> 32);
    const int32_t code = (int32_t)((upper + rounding) >> SHIFT);
    return (out_t)CLAMPED(code CLAMP_ARGUMENTS);
}
