/* The largest integer up to a quotient. */
static number_t net_floor_quotient(number_t left, number_t right)
{
    const number_t quotient = left / right;
    return quotient * right != left && (left < 0) != (right < 0) ? quotient - 1 : quotient;
}
