/* What the largest integer up to a quotient leaves, with the sign of the divisor. */
static number_t net_floor_remainder(number_t left, number_t right)
{
    const number_t remainder = left % right;
    return remainder != 0 && (remainder < 0) != (right < 0) ? remainder + right : remainder;
}
