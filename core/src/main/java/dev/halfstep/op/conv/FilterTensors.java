package dev.halfstep.op.conv;

import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule.Weights;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.Optional;

/**
 * What the tensors of a convolution must be to each other.
 *
 * @param at where they are among the operands
 */
record FilterTensors(Operands operands, Weights at) {

    private TensorInfo data() {
        return operands.input(at.data());
    }

    private TensorInfo weights() {
        return operands.input(at.weights());
    }

    /** The type of the bias, if there is one. */
    Optional<DType> bias() {
        return operands.has(at.bias()) ? Optional.of(operands.dtype(at.bias())) : Optional.empty();
    }

    /**
     * Refuses types that no kernel takes together, and codes without the scales that kernels read.
     *
     * @param isSupported whether there is a kernel for the types of data, weights and bias
     * @throws Problem if there is none
     */
    void require(boolean isSupported) {
        TensorInfo output = operands.output();
        Operands.require(isSupported && output.dtype() == data().dtype(),
                () -> "data " + data().dtype().label() + ", weights " + weights().dtype().label() + ", bias "
                        + bias().map(DType::label).orElse("none") + " and output " + output.dtype().label()
                        + " are not supported together");
        if (weights().dtype().isInteger()) {
            requireScales();
        }
        if (data().dtype().isInteger()) {
            Operands.requireCodesOrZeros(data());
            Operands.requireCodes(output);
        }
        if (operands.has(at.bias())) {
            operands.input(at.bias()).quantization().ifPresent(q -> Operands.require(q.isSymmetric(),
                    () -> "the bias " + Quoted.of(operands.input(at.bias()).name())
                            + " has a zero point other than 0"));
        }
    }

    private void requireScales() {
        TensorInfo weights = weights();
        Optional<Quantization> q = weights.quantization();
        Shape shape = weights.shape();
        boolean perChannel = q.isPresent() && q.get().axis() == at.axis() && shape.rank() > at.axis()
                && q.get().channels() == shape.extent(at.axis());
        Operands.require(q.isPresent() && (q.get().channels() == 1 || perChannel),
                () -> "the weights " + Quoted.of(weights.name()) + " have neither one scale nor one for each output");
        if (weights.dtype() == DType.UINT8) {
            Operands.require(q.get().channels() == 1,
                    () -> "the uint8 weights " + Quoted.of(weights.name()) + " have more than one scale");
        } else {
            Operands.require(q.get().isSymmetric(),
                    () -> "the weights " + Quoted.of(weights.name()) + " have a zero point other than 0");
        }
    }

    /**
     * How many outputs there are.
     *
     * @throws Problem if data, weights and bias do not have the extents of a convolution
     */
    int outputs() {
        Shape data = data().shape();
        Shape weights = weights().shape();
        Operands.require(data.rank() == 4 && weights.rank() == 4, () -> "data of shape " + data
                + " and weights of shape " + weights + " must have four axes each");
        int outputs = weights.extent(at.axis());
        Operands.require(data.extent(3) > 0 && outputs > 0,
                () -> "data of shape " + data + " and weights of shape " + weights + " have an axis without extent");
        if (operands.has(at.bias())) {
            Shape bias = operands.shape(at.bias());
            Operands.require(bias.rank() == 1 && bias.extent(0) == outputs,
                    () -> "a bias of shape " + bias + " does not go with " + outputs + " outputs");
        }
        return outputs;
    }
}
