/* Two codes with scales of their own, brought to one scale, added or subtracted, and brought to the scale of the output. */
static int32_t net_added(int32_t left, int32_t right, const net_added_numbers *n)
{
    const int32_t a = net_scaled((left - n->left_zero) * (INT32_C(1) << BITS), n->left_multiplier, n->left_shift);
    const int32_t b = net_scaled((right - n->right_zero) * (INT32_C(1) << BITS), n->right_multiplier, n->right_shift);
    return net_clamp(net_scaled(COMBINED, n->multiplier, n->shift) + n->zero, n->min, n->max);
}
