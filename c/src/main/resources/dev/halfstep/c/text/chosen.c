/* One of two numbers, by which of them is larger. */
static int32_t net_chosen(int32_t left, int32_t right)
{
    return left RELATION right ? left : right;
}
