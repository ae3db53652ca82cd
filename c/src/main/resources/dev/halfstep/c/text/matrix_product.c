/* A product of matrices: each result is the code of the sum of products of a row and a column. Rows, columns and what stands in them
   are so far apart as is said. */
static void net_matrix_product(const left_t *left, const right_t *right, out_t *out, int32_t rows, int32_t depth, int32_t columns,
    int32_t row_step, int32_t left_step, int32_t column_step, int32_t right_step, int32_t left_zero, int32_t right_zero
    BIAS_PARAMETER, CODE_PARAMETERS)
{
    int32_t r;
    for (r = 0; r < rows; r++) {
        int32_t c;
        for (c = 0; c < columns; c++) {
            sum_t sum = START;
            int32_t d;
            for (d = 0; d < depth; d++) {
                sum += (sum_t)(left[r * row_step + d * left_step] - left_zero)
                    * (right[c * column_step + d * right_step] - right_zero);
            }
            *out++ = CODE(sum, CODE_ARGUMENTS);
        }
    }
}
