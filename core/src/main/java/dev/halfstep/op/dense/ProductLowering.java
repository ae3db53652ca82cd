package dev.halfstep.op.dense;

import static dev.halfstep.op.dense.BatchMatMul.X;
import static dev.halfstep.op.dense.BatchMatMul.Y;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;

import dev.halfstep.lower.Computed;
import dev.halfstep.lower.LoweredProduct;
import dev.halfstep.lower.LoweredProduct.CodeProduct;
import dev.halfstep.lower.LoweredProduct.FloatProduct;
import dev.halfstep.lower.LoweredProduct.HybridProduct;
import dev.halfstep.lower.LoweredProduct.ProductShape;
import dev.halfstep.lower.LoweredProduct.SumProduct;
import dev.halfstep.lower.LoweredProduct.WideProduct;
import dev.halfstep.lower.Requantizer;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.Optional;

/** The arithmetic of a product of matrices, by the types of its tensors. */
final class ProductLowering {

    private final BatchMatMul op;
    private final Operands operands;
    private final ProductShape shape;
    private final boolean known;
    private final Optional<Computed> computed;

    ProductLowering(BatchMatMul op, Operands operands, ProductShape shape) {
        this.op = op;
        this.operands = operands;
        this.shape = shape;
        known = operands.knows(Y);
        computed = known ? Optional.empty() : Optional.of(new Computed(Y, Computed.NONE));
    }

    LoweredProduct lowered() {
        return switch (operands.dtype(X)) {
            case FLOAT32 -> operands.dtype(Y) == DType.FLOAT32
                    ? new FloatProduct(shape, known ? operands.floats(Y) : new float[0], computed)
                    : new HybridProduct(shape, bytes(), operands.scale(Y).scales(), op.asymmetricInputs(), computed);
            // The kernel for int32 knows no zero points.
            case INT8 -> operands.output().dtype() == DType.INT32 ? new SumProduct(shape, bytes(), computed)
                    : new CodeProduct(shape, bytes(), zeroPoint(X), zeroPoint(Y), requantizer(FixedPoint.MAX_SHIFT),
                            computed);
            case INT16 -> new WideProduct(shape, known ? operands.shorts(Y) : new short[0],
                    requantizer(Requantizer.MAX_SHIFT_64), computed);
            case UINT8, INT4, INT32, INT64, BOOL, FLOAT16 -> throw new AssertionError(operands.dtype(X));
        };
    }

    private byte[] bytes() {
        return known ? operands.bytes(Y) : new byte[0];
    }

    private int zeroPoint(int input) {
        return (int) operands.scale(input).zeroPoint();
    }

    private Requantizer requantizer(int maxShift) {
        Quantization output = operands.outputScale();
        DType type = operands.output().dtype();
        // As in older kernels, the product of the two scales is rounded to single precision.
        double scale = (double) (operands.scale(X).scale() * operands.scale(Y).scale()) / output.scale();
        return Requantizer.of(new double[] {scale}, (int) output.zeroPoint(), (int) type.min(), (int) type.max(),
                maxShift);
    }
}
