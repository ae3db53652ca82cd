/* The code of a sum: the product with a multiplier, then a shift, each of which rounds. */
NET_INLINE out_t net_code_twice(int32_t sum, int32_t multiplier, int shift, int32_t zero CLAMP_PARAMETERS)
{
    const int32_t code = net_scaled(sum, multiplier, shift) + zero;
    return (out_t)CLAMPED(code CLAMP_ARGUMENTS);
}
