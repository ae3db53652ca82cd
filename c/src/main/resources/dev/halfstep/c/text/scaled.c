/* The product with a number that is given as a multiplier and a shift to the left, rounded twice as the reference does: the
   upper half of the product, then the shift to the right. */
static int32_t net_scaled(int32_t x, int32_t multiplier, int shift)
{
    const int left = shift > 0 ? shift : 0;
    const int right = shift > 0 ? 0 : -shift;
    const int32_t shifted = (int32_t)((uint32_t)x << left);
    const int32_t high = (int32_t)(((int64_t)shifted * multiplier + (INT64_C(1) << 30)) >> 31);
    const int32_t mask = (int32_t)((INT64_C(1) << right) - 1);
    const int32_t half = (mask >> 1) + (high < 0 ? 1 : 0);
    return (high >> right) + ((high & mask) > half ? 1 : 0);
}
