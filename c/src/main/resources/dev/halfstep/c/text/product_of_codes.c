/* A product with one more factor, rescaled. */
static int32_t net_product_of_codes(int32_t product, int32_t factor, int32_t scale, int shift)
{
    return (int32_t)(((int64_t)product * factor * scale + (INT64_C(1) << (shift - 1))) >> shift);
}
