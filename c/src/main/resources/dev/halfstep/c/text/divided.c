/* The code of the quotient of what two codes stand for, by the divisor's reciprocal in fixed point. */
static int32_t net_divided(int32_t left, int32_t right, int32_t multiplier, int shift, int32_t zero, int32_t min, int32_t max)
{
    const int32_t dividend = right < 0 ? -left : left;
    const int32_t divisor = right < 0 ? -right : right;
    const int32_t size = dividend < 0 ? -1 - dividend : dividend;
    const int zeros = net_leading_zeros(divisor);
    const int headroom = size == 0 ? 31 : net_leading_zeros(size) - 1;
    const int32_t inverse = net_reciprocal((int32_t)((uint32_t)divisor << zeros & UINT32_C(0x7fffffff)));
    const int32_t unscaled = net_upper_half((int32_t)((uint32_t)dividend << headroom), inverse);
    const int32_t quotient = net_shifted_right(net_upper_half(unscaled, multiplier), 31 - zeros + headroom - shift);
    return net_clamp((int32_t)((uint32_t)quotient + (uint32_t)zero), min, max);
}
