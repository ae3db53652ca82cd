package dev.halfstep.op.dense;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.tensor.DType.FLOAT32;
import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;

import dev.halfstep.lower.LoweredDense;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.Options;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.TypeNumbers;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import java.util.Optional;

/**
 * A dense layer: {@code output = activation(input * transpose(weights) + bias)}.
 *
 * <p>
 * Inputs: the data, of any shape whose elements fill rows of {@code inputs}; weights {@code [outputs, inputs]}; optionally a
 * bias {@code [outputs]}. Output: {@code [rows, outputs]}, or with {@code keepNumDims} the data's shape with the last extent
 * replaced.
 *
 * @param activation fused into the layer
 * @param keepNumDims whether the output keeps the rank of the input
 * @param asymmetricInputs whether a dynamic-range kernel codes its float input with a zero point; without meaning elsewhere
 */
public record FullyConnected(Activation activation, boolean keepNumDims, boolean asymmetricInputs) implements Op {

    public static final OpType TYPE = OpType.of("FULLY_CONNECTED", 8, FullyConnected::read).inputs(2, 3)
            .types(DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16)
            .releases("1.5.0", "1.10.0", "1.14.0", "1.14.0", "2.0.0", "2.1.0", "2.3.0", "2.3.0", "2.3.0", "2.11.0",
                    "2.15.0", "2.17.0", "2.18.0")
            .quantized(QuantizationRule.weighted(new QuantizationRule.Weights(0, 1, 2, 0)));

    public static final int DATA = 0;
    public static final int WEIGHTS = 1;
    public static final int BIAS = 2;

    private static final int ACTIVATION_FIELD = 0;
    private static final int FORMAT_FIELD = 1;
    private static final int KEEP_FIELD = 2;
    private static final int ASYMMETRIC_FIELD = 3;
    private static final int BIAS_TYPE_FIELD = 4;
    /** Scales, biases and sums of a block of rows, or less. */
    private static final int BYTES_PER_OUTPUT = 1024;
    /** An input in each row of a block. */
    private static final int BYTES_PER_INPUT = 512;
    /** As a double of a vector, or less. */
    private static final int BYTES_PER_WEIGHT = 8;
    /** Outputs are filled up to whole vectors. */
    private static final int MOST_PADDING = 16;
    /** An input less its zero point. */
    private static final int BYTES_PER_CODE = 2;

    /** A dense layer as a Keras network has it. */
    public static FullyConnected with(Activation activation) {
        return new FullyConnected(activation, false, false);
    }

    private static FullyConnected read(OptionReader options) {
        if (options.int8(FORMAT_FIELD, 0) != 0) {
            throw Problem.of("shuffled weights are not supported");
        }
        return new FullyConnected(Activation.of(options.int8(ACTIVATION_FIELD, 0)), options.bool(KEEP_FIELD),
                options.bool(ASYMMETRIC_FIELD));
    }

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.int8(ACTIVATION_FIELD, activation.number()).bool(KEEP_FIELD, keepNumDims)
                .bool(ASYMMETRIC_FIELD, asymmetricInputs)
                .int8(BIAS_TYPE_FIELD, TypeNumbers.ofBias(operands, DATA, BIAS));
    }

    @Override
    public int version(Operands operands) {
        DType weights = operands.dtype(WEIGHTS);
        int version = switch (operands.dtype(DATA)) {
            case INT8 -> weights == DType.INT4 ? 10 : 4;
            case INT16 -> int16Version(operands);
            case FLOAT32 -> weights != DType.INT8 ? 1 : hybridVersion(operands);
            case UINT8, FLOAT16, INT4, INT32, INT64, BOOL -> 1;
        };
        if (keepNumDims) {
            version = Math.max(version, 5);
        }
        return operands.has(BIAS) ? version : Math.max(version, 6);
    }

    private int hybridVersion(Operands operands) {
        return operands.scale(WEIGHTS).channels() > 1 ? 12 : asymmetricInputs ? 9 : 3;
    }

    private static int int16Version(Operands operands) {
        return switch (operands.dtype(WEIGHTS)) {
            case INT4 -> 13;
            // TensorFlow's quantizer leaves 4 for the 64-bit bias that it makes.
            case INT8 -> operands.has(BIAS) && operands.dtype(BIAS) == DType.INT32 ? 11 : 4;
            case UINT8, INT16, FLOAT32, FLOAT16, INT32, INT64, BOOL ->
                throw new AssertionError(operands.dtype(WEIGHTS));
        };
    }

    @Override
    public void check(Operands operands) {
        TensorInfo weights = operands.input(WEIGHTS);
        Optional<DType> bias = operands.has(BIAS) ? Optional.of(operands.dtype(BIAS)) : Optional.empty();
        TensorInfo data = operands.input(DATA);
        TensorInfo output = operands.output();
        require(output.dtype() == data.dtype() && supports(data.dtype(), weights.dtype(), bias),
                () -> "data " + data.dtype().label() + ", weights " + weights.dtype().label() + ", bias "
                        + bias.map(DType::label).orElse("none") + " and output " + output.dtype().label()
                        + " are not supported together");
        if (weights.dtype().isInteger()) {
            requireScales(data, weights);
        }
        if (data.dtype().isInteger()) {
            Operands.requireCodesOrZeros(data);
            Operands.requireCodes(output);
        }
    }

    private static boolean supports(DType data, DType weights, Optional<DType> bias) {
        return switch (data) {
            case FLOAT32 -> bias.orElse(DType.FLOAT32) == DType.FLOAT32
                    && (weights == DType.FLOAT32 || weights == DType.INT8 || weights == DType.INT4);
            case INT8 -> bias.orElse(DType.INT32) == DType.INT32 && (weights == DType.INT8 || weights == DType.INT4);
            case UINT8 -> bias.orElse(DType.INT32) == DType.INT32 && weights == DType.UINT8;
            case INT16 -> (bias.orElse(DType.INT64) == DType.INT64 || bias.orElseThrow() == DType.INT32)
                    && (weights == DType.INT8 || weights == DType.INT4);
            case INT4, INT32, INT64, BOOL, FLOAT16 -> false;
        };
    }

    private static void requireScales(TensorInfo data, TensorInfo weights) {
        Optional<Quantization> q = weights.quantization();
        boolean perChannel = q.isPresent() && q.get().axis() == 0 && weights.dtype() != DType.UINT8
                && weights.shape().rank() > 0 && q.get().channels() == weights.shape().extent(0);
        require(q.isPresent() && (q.get().channels() == 1 || perChannel),
                () -> "the weights " + Quoted.of(weights.name()) + " have neither one scale nor one for each output");
        // Older files have zero points; the kernels for int4 and for float32 data, and scales for each output, leave them out.
        boolean mayHaveZeroPoint = q.get().channels() == 1 && data.dtype().isInteger() && weights.dtype() != DType.INT4;
        require(mayHaveZeroPoint || q.get().isSymmetric(),
                () -> "the weights " + Quoted.of(weights.name()) + " have a zero point other than 0");
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        Shape data = operands.shape(DATA);
        Shape weights = operands.shape(WEIGHTS);
        if (weights.rank() != 2) {
            throw Problem.of("the weights must have two axes, not the shape " + weights);
        }
        int outputs = weights.extent(0);
        int columns = weights.extent(1);
        if (columns == 0 || outputs == 0 || (keepNumDims && data.rank() == 0) || data.elements() % columns != 0) {
            throw Problem.of("data of shape " + data + " do not fill rows of " + columns + ", which the weights "
                    + weights + " ask for");
        }
        if (operands.has(BIAS)) {
            Shape bias = operands.shape(BIAS);
            require(bias.elements() == outputs && bias.rank() == 1,
                    () -> "a bias of shape " + bias + " does not go with " + outputs + " outputs");
        }
        if (keepNumDims) {
            if (data.lastExtent() != columns) {
                throw Problem.of("rows of " + data.lastExtent() + " do not go with weights " + weights);
            }
            return List.of(data.with(data.rank() - 1, outputs));
        }
        return List.of(Shape.of(data.elements() / columns, outputs));
    }

    @Override
    public long preparedBytes(Operands operands) {
        long inputs = operands.shape(WEIGHTS).extent(1);
        long outputs = operands.shape(WEIGHTS).extent(0);
        long codes = operands.dtype(DATA).isInteger() ? (long) BYTES_PER_CODE * operands.shape(DATA).elements() : 0;
        return (outputs + MOST_PADDING) * (inputs * BYTES_PER_WEIGHT + BYTES_PER_OUTPUT) + inputs * BYTES_PER_INPUT
                + codes;
    }

    @Override
    public LoweredDense lower(Operands operands) {
        return new DenseLowering(this, operands).lowered();
    }

    @Override
    public Optional<Op> withActivation(Activation other) {
        return Optional.of(new FullyConnected(other, keepNumDims, asymmetricInputs));
    }

    @Override
    public Op withCodedWeights() {
        return new FullyConnected(activation, keepNumDims, true);
    }
}
