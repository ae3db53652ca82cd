package dev.halfstep.op.reduce;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;
import static dev.halfstep.tensor.DType.UINT8;

import dev.halfstep.lower.LoweredRows;
import dev.halfstep.lower.LoweredRows.Exponentials;
import dev.halfstep.lower.LoweredRows.Int16Softmax;
import dev.halfstep.lower.LoweredRows.LogSoftmaxCodes;
import dev.halfstep.lower.LoweredRows.NormalizedCodes;
import dev.halfstep.lower.LoweredRows.SoftmaxCodes;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.Options;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.elementwise.Binary;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import java.util.Map;

/** Ops along the last axis. */
public final class RowOps {

    private RowOps() {}

    /** What ops along the last axis have in common: input and output have the same type, and codes of the output are fixed. */
    interface RowOp extends Op {

        @Override
        default List<Shape> outputShapes(Operands operands) {
            require(operands.shape(0).rank() > 0, () -> name() + " needs an axis to run along");
            return List.of(operands.shape(0));
        }

        @Override
        default boolean mixesSamples(Operands operands) {
            return operands.shape(0).rank() == 1;
        }

        /** What int8 codes of the output always stand for; those of uint8 are moved by 128. */
        Quantization int8Codes();

        @Override
        default void check(Operands operands) {
            Op.super.check(operands);
            if (operands.dtype(0).isCode()) {
                Quantization needed = operands.dtype(0) == DType.INT8 ? int8Codes()
                        : Quantization.perTensor(int8Codes().scale(), int8Codes().zeroPoint() - Byte.MIN_VALUE);
                require(operands.outputScale().equals(needed),
                        () -> "the output of " + name() + " has " + operands.outputScale() + ", not " + needed);
            }
        }

        /** How many numbers a row has. */
        static int depth(Operands operands) {
            return operands.shape(0).lastExtent();
        }

        /** How many rows there are. */
        static int rows(Operands operands) {
            Shape shape = operands.shape(0);
            return shape.lastExtent() == 0 ? 0 : shape.elements() / shape.lastExtent();
        }
    }

    /**
     * {@code exp(beta x)}, divided by the sum of these along the last axis. Codes are computed as {@link SoftmaxCodes} and
     * {@link Int16Softmax} say; those of the output are fixed, 0 to 1 in all bits, or in 15 of 16. From 8-bit codes the output may
     * also be int16, and then has all 16 bits, from code -32,768 on.
     *
     * @param beta a factor
     */
    public record Softmax(float beta) implements RowOp {

        public static final OpType TYPE = OpType.of("SOFTMAX", 9, options -> new Softmax(options.float32(0, 0)))
                .since("1.5.0", DType.FLOAT32, DType.UINT8).since("1.14.0", DType.INT8).since("2.3.0", DType.INT16)
                .quantized(QuantizationRule.fixed(Map.of(DType.INT8, QuantizationRule.SHARES_INT8, DType.INT16,
                        QuantizationRule.FRACTIONS_INT16)));

        private static final float TOLERANCE = 1e-3f;
        private static final double LEAST_STEP = 0x1p-26;

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public Options options(Operands operands) {
            return Options.NONE.float32(0, beta);
        }

        @Override
        public Quantization int8Codes() {
            return QuantizationRule.SHARES_INT8;
        }

        @Override
        public void check(Operands operands) {
            TensorInfo input = operands.input(0);
            TensorInfo output = operands.output();
            if (input.dtype() == DType.FLOAT32) {
                require(output.dtype() == DType.FLOAT32,
                        () -> Operands.notATypeOf(output, "the result of float SOFTMAX"));
                return;
            }
            require(output.dtype() == input.dtype() || output.dtype() == DType.INT16,
                    () -> Operands.notATypeOf(output, "the result of SOFTMAX from " + input.dtype().label()));
            Operands.requireCodes(input);
            Operands.requireCodes(output);
            if (output.dtype() == input.dtype() && input.dtype() != DType.UINT8) {
                Quantization needed = input.dtype() == DType.INT8 ? int8Codes() : QuantizationRule.FRACTIONS_INT16;
                Quantization found = operands.outputScale();
                require(found.zeroPoint() == needed.zeroPoint()
                        && Math.abs(found.scale() - needed.scale()) <= TOLERANCE * needed.scale(),
                        () -> "the output of SOFTMAX has " + found + ", not " + needed);
            }
            double step = (double) beta * operands.scale(0).scale();
            require(step > LEAST_STEP && step < Double.POSITIVE_INFINITY,
                    () -> "SOFTMAX has no kernel for a scale of " + operands.scale(0).scale() + " and a beta of "
                            + beta);
        }

        @Override
        public LoweredRows lower(Operands operands) {
            int rows = RowOp.rows(operands);
            int depth = RowOp.depth(operands);
            DType dtype = operands.dtype(0);
            return switch (dtype) {
                case FLOAT32 -> new LoweredRows.Reals(LoweredRows.Function.SOFTMAX, beta, rows, depth);
                case INT8, UINT8 -> new SoftmaxCodes(dtype, operands.output().dtype(),
                        Exponentials.of((double) beta * operands.scale(0).scale()), rows, depth);
                case INT16 -> new Int16Softmax(Binary.multiplier(Int16Softmax.factor(operands.scale(0).scale() * beta)),
                        rows, depth);
                case FLOAT16, INT4, INT32, INT64, BOOL -> throw new AssertionError(dtype);
            };
        }
    }

    /**
     * {@code x} minus the logarithm of the sum of {@code exp(x)} along the last axis. Codes are computed as {@link LogSoftmaxCodes}
     * says; those of the output are fixed, -16 to 0.
     */
    public record LogSoftmax() implements RowOp {

        private static final Quantization CODES = Quantization.perTensor(1f / 16, Byte.MAX_VALUE);

        public static final OpType TYPE = OpType.of("LOG_SOFTMAX", 36, new LogSoftmax())
                .since("1.14.0", DType.FLOAT32, DType.UINT8).since("1.14.0", DType.INT8)
                .quantized(QuantizationRule.fixed(Map.of(DType.INT8, CODES)));

        private static final double LEAST_STEP = 0x1p-26;

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public Quantization int8Codes() {
            return CODES;
        }

        @Override
        public void check(Operands operands) {
            RowOp.super.check(operands);
            if (operands.dtype(0).isCode()) {
                float step = operands.scale(0).scale();
                require(step > LEAST_STEP, () -> "LOG_SOFTMAX has no kernel for a scale of " + step);
            }
        }

        @Override
        public LoweredRows lower(Operands operands) {
            int rows = RowOp.rows(operands);
            int depth = RowOp.depth(operands);
            DType dtype = operands.dtype(0);
            return dtype == DType.FLOAT32 ? new LoweredRows.Reals(LoweredRows.Function.LOG_SOFTMAX, 1, rows, depth)
                    : LogSoftmaxCodes.of(dtype, operands.scale(0).scale(), rows, depth);
        }
    }

    /** Rows along the last axis, divided by their length. The output's codes are fixed, -1 to 1. */
    public record L2Normalization() implements RowOp {

        private static final Quantization CODES = Quantization.perTensor(1f / 128, 0);

        public static final OpType TYPE = OpType.of("L2_NORMALIZATION", 12, L2Normalization::read)
                .since("1.5.0", DType.FLOAT32, DType.UINT8).since("1.14.0", DType.INT8)
                .quantized(QuantizationRule.fixed(Map.of(DType.INT8, CODES)));

        private static L2Normalization read(OptionReader options) {
            Activation activation = Activation.of(options.int8(0, 0));
            require(activation == Activation.NONE, () -> "the fused activation " + activation + " is not supported");
            return new L2Normalization();
        }

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public Quantization int8Codes() {
            return CODES;
        }

        @Override
        public LoweredRows lower(Operands operands) {
            int rows = RowOp.rows(operands);
            int depth = RowOp.depth(operands);
            DType dtype = operands.dtype(0);
            return dtype == DType.FLOAT32 ? new LoweredRows.Reals(LoweredRows.Function.L2_NORMALIZATION, 1, rows, depth)
                    : new NormalizedCodes(dtype, (int) operands.scale(0).zeroPoint(),
                            (int) operands.outputScale().zeroPoint(), rows, depth);
        }
    }
}
