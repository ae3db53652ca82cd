package dev.halfstep.op.conv;

import static dev.halfstep.op.Operands.notATypeOf;
import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredPool;
import dev.halfstep.lower.LoweredPool.CodePool;
import dev.halfstep.lower.LoweredPool.FloatPool;
import dev.halfstep.lower.SlidingWindow;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.Options;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import java.util.Optional;

/**
 * The average or the largest of the values in a sliding window: AVERAGE_POOL_2D and MAX_POOL_2D. Input and output are
 * {@code [batch, row, column, channel]} and have the same scale.
 *
 * @param kind which of the two
 * @param padding whether the window may reach beyond the image
 * @param strideHeight rows from one position to the next
 * @param strideWidth columns from one position to the next
 * @param height rows of the window
 * @param width columns of the window
 * @param activation fused into the op
 */
public record Pool2D(Kind kind, Padding padding, int strideHeight, int strideWidth, int height, int width,
        Activation activation) implements Op {

    /** What becomes of the values in the window. */
    public enum Kind {
        AVERAGE,
        MAX
    }

    public static final OpType AVERAGE = type("AVERAGE_POOL_2D", Kind.AVERAGE);
    public static final OpType MAX = type("MAX_POOL_2D", Kind.MAX);

    private static final int PADDING_FIELD = 0;
    private static final int STRIDE_WIDTH_FIELD = 1;
    private static final int STRIDE_HEIGHT_FIELD = 2;
    private static final int WIDTH_FIELD = 3;
    private static final int HEIGHT_FIELD = 4;
    private static final int ACTIVATION_FIELD = 5;
    /** How far the two scales may be apart, as TFLite has it. */
    private static final double SAME_SCALE = 1e-6;
    private static final int BYTES_PER_INPUT = 2;
    private static final int BYTES_PER_CHANNEL = 4;

    public Pool2D {
        Padding.requirePositive("strides", strideHeight, strideWidth);
        Padding.requirePositive("the window's extents", height, width);
    }

    private static OpType type(String name, Kind kind) {
        return OpType.of(name, 5, options -> read(kind, options))
                .since("1.5.0", DType.FLOAT32, DType.UINT8).since("1.14.0", DType.INT8).since("2.3.0", DType.INT16)
                .quantized(kind == Kind.MAX ? QuantizationRule.shared(DType.INT8, DType.INT16)
                        : QuantizationRule.averaged(DType.INT8, DType.INT16));
    }

    private static Pool2D read(Kind kind, OptionReader options) {
        return new Pool2D(kind, Padding.of(options.int8(PADDING_FIELD, 0)), options.int32(STRIDE_HEIGHT_FIELD, 0),
                options.int32(STRIDE_WIDTH_FIELD, 0), options.int32(HEIGHT_FIELD, 0), options.int32(WIDTH_FIELD, 0),
                Activation.of(options.int8(ACTIVATION_FIELD, 0)));
    }

    @Override
    public OpType type() {
        return kind == Kind.AVERAGE ? AVERAGE : MAX;
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.int8(PADDING_FIELD, padding.number()).int32(STRIDE_WIDTH_FIELD, strideWidth)
                .int32(STRIDE_HEIGHT_FIELD, strideHeight).int32(WIDTH_FIELD, width).int32(HEIGHT_FIELD, height)
                .int8(ACTIVATION_FIELD, activation.number());
    }

    @Override
    public void check(Operands operands) {
        TensorInfo data = operands.input(0);
        TensorInfo output = operands.output();
        require(output.dtype() == data.dtype(), () -> notATypeOf(output, "that of the data, " + data.dtype().label()));
        if (data.dtype().isInteger()) {
            Operands.requireAlike(data, output);
            Quantization in = operands.scale(0);
            Quantization out = operands.outputScale();
            require(Math.abs(in.scale() - out.scale()) <= SAME_SCALE && in.zeroPoint() == out.zeroPoint(),
                    () -> "its input has " + in + ", its output " + out + "; they must be the same");
        }
    }

    private SlidingWindow window(Operands operands) {
        Shape data = operands.shape(0);
        require(data.rank() == 4, () -> "data of shape " + data + " must have four axes");
        int channels = data.extent(3);
        return new SlidingWindow(data.extent(0), padding.axis(data.extent(1), height, strideHeight, 1),
                padding.axis(data.extent(2), width, strideWidth, 1), channels, channels, Math.max(channels, 1));
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        SlidingWindow window = window(operands);
        return List.of(Shape.of(window.batches(), window.rows().out(), window.columns().out(), window.outputs()));
    }

    @Override
    public long preparedBytes(Operands operands) {
        return (long) BYTES_PER_INPUT * operands.shape(0).elements()
                + (long) BYTES_PER_CHANNEL * operands.shape(0).lastExtent();
    }

    @Override
    public LoweredPool lower(Operands operands) {
        SlidingWindow window = window(operands);
        boolean average = kind == Kind.AVERAGE;
        DType type = operands.dtype(0);
        if (type == DType.FLOAT32) {
            return new FloatPool(window, average, activation.min(), activation.max());
        }
        Quantization output = operands.outputScale();
        return new CodePool(window, average, type, activation.min(output, type), activation.max(output, type));
    }

    @Override
    public Optional<Op> withActivation(Activation other) {
        return Optional.of(new Pool2D(kind, padding, strideHeight, strideWidth, height, width, other));
    }
}
