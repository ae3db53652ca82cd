package dev.halfstep.tflite;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.Optional;

/** Makes a tensor of its table. */
final class TensorReader {

    private final FileBuffers buffers;

    TensorReader(FileBuffers buffers) {
        this.buffers = buffers;
    }

    /**
     * @param known whether nobody fills it at the run, so that it is a constant even if its buffer is empty: one without elements,
     *        such as the shape of a scalar, looks like that
     * @throws Problem if it is damaged, or with no place of its own if it is of a kind that is not supported
     */
    TensorInfo read(Table tensor, boolean known) {
        TensorInfo info = read(tensor);
        return !known || info.isConstant() || info.isVariable() || info.shape().elements() > 0 ? info
                : info.withContents(nothing(info));
    }

    private static Value nothing(TensorInfo info) {
        return switch (info.dtype()) {
            case FLOAT32 -> Tensor.of(info.shape());
            case FLOAT16 -> Tensor.half(info.shape(), new float[0]);
            case UINT8, INT4, INT8, INT16, INT32, INT64, BOOL ->
                Codes.of(info.dtype(), info.shape(), new long[0], info.quantization().orElse(null));
        };
    }

    /** Whether it is a {@code float64} without contents, which is read as {@code float32}; see {@link EdgeTypes}. */
    boolean isDouble(Table tensor) {
        return TensorTypes.isDouble(tensor.int8(Slots.TENSOR_TYPE, 0))
                && buffers.isEmpty(tensor.index(Slots.TENSOR_BUFFER));
    }

    private TensorInfo read(Table tensor) {
        if (tensor.has(Slots.TENSOR_SPARSITY)) {
            throw Problem.model("sparse tensors are not supported").remedy("Convert the model without sparsity.");
        }
        DType dtype = isDouble(tensor) ? DType.FLOAT32 : TensorTypes.dtype(tensor.int8(Slots.TENSOR_TYPE, 0));
        Shape shape = Shape.of(tensor.ints(Slots.TENSOR_SHAPE));
        Shape signature = tensor.has(Slots.TENSOR_SHAPE_SIGNATURE)
                ? Shape.of(tensor.ints(Slots.TENSOR_SHAPE_SIGNATURE))
                : shape;
        // Real and truth values have no codes: what some converters leave beside them means nothing, and nobody reads it.
        Optional<Quantization> quantization = dtype.isInteger() && dtype != DType.BOOL
                ? tensor.table(Slots.TENSOR_QUANTIZATION).flatMap(TensorReader::quantization)
                : Optional.empty();
        Optional<Value> constant =
                buffers.constant(tensor.index(Slots.TENSOR_BUFFER), dtype, shape, quantization);
        return new TensorInfo(tensor.string(Slots.TENSOR_NAME), dtype, shape, signature, quantization, constant,
                tensor.bool(Slots.TENSOR_IS_VARIABLE));
    }

    private static Optional<Quantization> quantization(Table table) {
        float[] scales = table.floats(Slots.QUANTIZATION_SCALE);
        if (scales.length == 0) {
            return Optional.empty();
        }
        if (table.int8(Slots.QUANTIZATION_DETAILS_TYPE, 0) != 0) {
            throw Problem.model("a quantization other than by scale and zero point is not supported");
        }
        long[] zeroPoints = table.longs(Slots.QUANTIZATION_ZERO_POINT);
        if (zeroPoints.length == 0) {
            zeroPoints = new long[scales.length];
        }
        return Optional.of(Quantization.ofFile(scales, zeroPoints, table.int32(Slots.QUANTIZATION_AXIS, 0)));
    }
}
