#ifdef NET_CMSIS_NN
ROUNDING
#error "CMSIS-NN and this file have to be compiled WITH_OR_WITHOUT CMSIS_NN_USE_SINGLE_ROUNDING to give the same codes"
#endif
#include "arm_nnfunctions.h"

/* A dense layer by CMSIS-NN. Biases have the share of the input's zero point in them, and so are what it wants as its sums of weights
   where it computes with vectors. */
static void net_cmsis_dense(const int8_t *in, int32_t inputs, int8_t *out, int32_t outputs, const int8_t *weights,
    const int32_t *bias, const int32_t *multipliers, const int32_t *shifts, int32_t zero, int32_t min, int32_t max)
{
    const cmsis_nn_context context = {(void *)bias, outputs * (int32_t)sizeof *bias};
    const cmsis_nn_fc_params parameters = {0, 0, zero, {min, max}};
    const cmsis_nn_per_channel_quant_params scales = {(int32_t *)multipliers, (int32_t *)shifts};
    const cmsis_nn_dims in_dims = {1, 1, 1, inputs};
    const cmsis_nn_dims weight_dims = {inputs, 1, 1, outputs};
    const cmsis_nn_dims out_dims = {1, 1, 1, outputs};
    (void)arm_fully_connected_per_channel_s8(&context, &parameters, &scales, &in_dims, in, &weight_dims, weights, &out_dims, bias,
        &out_dims, out);
}
#endif
