package dev.halfstep.op;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.Arrays;
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

    static final OpType TYPE = OpType.of("FULLY_CONNECTED", 8, FullyConnected::read).inputs(2, 3)
            .types(DType.FLOAT32, DType.INT8, DType.INT16)
            .releases("1.5.0", "1.5.0", "1.14.0", "1.14.0", "2.0.0", "2.1.0", "2.3.0", "2.3.0", "2.3.0", "2.17.0");

    public static final int DATA = 0;
    public static final int WEIGHTS = 1;
    public static final int BIAS = 2;

    private static final int ACTIVATION_FIELD = 0;
    private static final int FORMAT_FIELD = 1;
    private static final int KEEP_FIELD = 2;
    private static final int ASYMMETRIC_FIELD = 3;
    private static final int BIAS_TYPE_FIELD = 4;
    private static final int INT64_NUMBER = 4;
    private static final int INT32_NUMBER = 2;
    /** A scale and a 64-bit bias, or less. */
    private static final int BYTES_PER_OUTPUT = 16;

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
                .bool(ASYMMETRIC_FIELD, asymmetricInputs).int8(BIAS_TYPE_FIELD, biasType(operands));
    }

    /** TFLite takes the type of an int16 layer's accumulator from here; elsewhere TensorFlow leaves the default. */
    private static int biasType(Operands operands) {
        if (operands.dtype(DATA) != DType.INT16 || !operands.has(BIAS)) {
            return 0;
        }
        return operands.dtype(BIAS) == DType.INT64 ? INT64_NUMBER : INT32_NUMBER;
    }

    @Override
    public int version(Operands operands) {
        int version = switch (operands.dtype(DATA)) {
            case INT8, INT16 -> 4;
            case FLOAT32 -> operands.dtype(WEIGHTS) != DType.INT8 ? 1 : hybridVersion(operands);
            case FLOAT16, UINT8, INT4, INT32, INT64 -> 1;
        };
        if (keepNumDims) {
            version = Math.max(version, 5);
        }
        return operands.has(BIAS) ? version : Math.max(version, 6);
    }

    private int hybridVersion(Operands operands) {
        return operands.scale(WEIGHTS).channels() > 1 ? 12 : asymmetricInputs ? 9 : 3;
    }

    @Override
    public void check(Operands operands) {
        TensorInfo weights = operands.input(WEIGHTS);
        Optional<TensorInfo> bias = operands.has(BIAS) ? Optional.of(operands.input(BIAS)) : Optional.empty();
        TensorInfo data = operands.input(DATA);
        TensorInfo output = operands.output();
        boolean fits = switch (data.dtype()) {
            case FLOAT32 -> output.dtype() == DType.FLOAT32 && bias.map(b -> b.dtype() == DType.FLOAT32).orElse(true)
                    && (weights.dtype() == DType.FLOAT32 || weights.dtype() == DType.INT8);
            case INT8 -> output.dtype() == DType.INT8 && weights.dtype() == DType.INT8
                    && bias.map(b -> b.dtype() == DType.INT32).orElse(true);
            case INT16 -> output.dtype() == DType.INT16 && weights.dtype() == DType.INT8
                    && bias.map(b -> b.dtype() == DType.INT64 || b.dtype() == DType.INT32).orElse(true);
            case UINT8, INT4, INT32, INT64, FLOAT16 -> false;
        };
        require(fits, () -> "data " + data.dtype().label() + ", weights " + weights.dtype().label() + ", bias "
                + bias.map(b -> b.dtype().label()).orElse("none") + " and output " + output.dtype().label()
                + " are not supported together");
        if (weights.dtype() == DType.INT8) {
            requireWeights(weights);
        }
        if (data.dtype().isInteger()) {
            Operands.requireCodes(data);
            Operands.requireCodes(output);
            bias.ifPresent(b -> require(b.isConstant(), () -> "the integer bias '" + b.name() + "' must be constant"));
        }
    }

    private static void requireWeights(TensorInfo weights) {
        require(weights.isConstant(), () -> "the int8 weights '" + weights.name() + "' must be constant");
        Optional<Quantization> q = weights.quantization();
        require(q.isPresent() && (q.get().channels() == 1 || q.get().axis() == 0),
                () -> "the weights '" + weights.name() + "' have neither one scale nor one for each output");
        require(Arrays.stream(q.get().zeroPoints()).allMatch(zeroPoint -> zeroPoint == 0),
                () -> "the weights '" + weights.name() + "' have a zero point other than 0");
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
        if (columns == 0 || outputs == 0 || data.rank() == 0 || data.elements() % columns != 0) {
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
        return (long) operands.shape(WEIGHTS).extent(0) * BYTES_PER_OUTPUT;
    }

    @Override
    public Step prepare(Operands operands, Buffers buffers) {
        return new DenseSteps(this, operands, buffers).step();
    }

    @Override
    public Optional<Op> withActivation(Activation other) {
        return Optional.of(new FullyConnected(other, keepNumDims, asymmetricInputs));
    }

    @Override
    public Op withCodedWeights() {
        return new FullyConnected(activation, keepNumDims, true);
    }

    @Override
    public QuantizationRule quantization() {
        return QuantizationRule.weighted(new QuantizationRule.Weights(DATA, WEIGHTS, BIAS, 0));
    }
}
