package dev.halfstep.op.dense;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;

import dev.halfstep.lower.LoweredProduct;
import dev.halfstep.lower.LoweredProduct.ProductShape;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.Options;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;

/**
 * The product of matrices: {@code [..., rows, depth]} times {@code [..., depth, columns]} is {@code [..., rows, columns]}. Axes
 * before the last two are batches; one that is missing or has an extent of 1 goes with any.
 *
 * @param adjointX whether the first factor comes as {@code [..., depth, rows]}
 * @param adjointY whether the second factor comes as {@code [..., columns, depth]}
 * @param asymmetricInputs whether float data are coded with a zero point where the second factor is codes
 */
public record BatchMatMul(boolean adjointX, boolean adjointY, boolean asymmetricInputs) implements Op {

    public static final OpType TYPE = OpType.of("BATCH_MATMUL", 101, BatchMatMul::read).inputs(2)
            .since("2.3.0", DType.FLOAT32).since("2.3.0", DType.INT8).since("2.4.0", DType.INT16).since("2.5.0")
            .quantized(QuantizationRule.own(DType.INT8, DType.INT16));

    static final int X = 0;
    static final int Y = 1;

    private static final int ADJOINT_X_FIELD = 0;
    private static final int ADJOINT_Y_FIELD = 1;
    private static final int ASYMMETRIC_FIELD = 2;
    private static final int MAX_RANK = 5;
    /** Axes of batches in the kernel. */
    private static final int BATCH_AXES = 3;
    /** A value, or a code less its zero point, in another order. */
    private static final long BYTES_PER_ELEMENT = 4;
    private static final long BYTES_PER_COLUMN = 32;

    private static BatchMatMul read(OptionReader options) {
        return new BatchMatMul(options.bool(ADJOINT_X_FIELD), options.bool(ADJOINT_Y_FIELD),
                options.bool(ASYMMETRIC_FIELD));
    }

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.bool(ADJOINT_X_FIELD, adjointX).bool(ADJOINT_Y_FIELD, adjointY).bool(ASYMMETRIC_FIELD,
                asymmetricInputs);
    }

    @Override
    public int version(Operands operands) {
        return operands.dtype(X) == DType.FLOAT32 && operands.dtype(Y) == DType.INT8 && asymmetricInputs ? 4
                : Op.super.version(operands);
    }

    @Override
    public void check(Operands operands) {
        TensorInfo x = operands.input(X);
        TensorInfo y = operands.input(Y);
        TensorInfo output = operands.output();
        boolean fits = switch (x.dtype()) {
            case FLOAT32 -> (y.dtype() == DType.FLOAT32 || y.dtype() == DType.INT8) && output.dtype() == DType.FLOAT32;
            case INT8 -> y.dtype() == DType.INT8 && (output.dtype() == DType.INT8 || output.dtype() == DType.INT32);
            case INT16 -> y.dtype() == DType.INT16 && output.dtype() == DType.INT16;
            case UINT8, INT4, INT32, INT64, BOOL, FLOAT16 -> false;
        };
        require(fits, () -> x.dtype().label() + " times " + y.dtype().label() + " to " + output.dtype().label()
                + " is not supported");
        if (x.dtype().isInteger() && output.dtype() != DType.INT32) {
            Operands.requireCodesOrZeros(x);
            Operands.requireCodesOrZeros(y);
            Operands.requireCodes(output);
        }
        if (x.dtype() == DType.FLOAT32 && y.dtype() == DType.INT8) {
            requireScales(y);
        }
    }

    private void requireScales(TensorInfo y) {
        int axis = y.shape().rank() - (adjointY ? 2 : 1);
        require(y.quantization().isPresent(), () -> Quoted.of(y.name()) + " has no scale");
        Quantization q = y.quantization().get();
        require(q.channels() == 1 || (axis >= 0 && q.axis() == axis && q.channels() == y.shape().extent(axis)),
                () -> Quoted.of(y.name()) + " has neither one scale nor one for each column of the result");
        require(q.isSymmetric(),
                () -> Quoted.of(y.name()) + " has a zero point other than 0");
    }

    /**
     * How the factors go together.
     *
     * @throws Problem if the shapes do not go together
     */
    private ProductShape product(Operands operands) {
        Shape x = operands.shape(X);
        Shape y = operands.shape(Y);
        require(x.rank() >= 2 && x.rank() <= MAX_RANK && y.rank() >= 2 && y.rank() <= MAX_RANK,
                () -> "factors of shape " + x + " and " + y + " must have 2 to " + MAX_RANK + " axes each");
        int rows = x.extent(x.rank() - (adjointX ? 1 : 2));
        int depth = x.extent(x.rank() - (adjointX ? 2 : 1));
        int columns = y.extent(y.rank() - (adjointY ? 2 : 1));
        boolean fits = depth == y.extent(y.rank() - (adjointY ? 1 : 2));
        var extents = new int[BATCH_AXES];
        for (int a = 0; a < BATCH_AXES; a++) {
            int ofX = batch(x, a);
            int ofY = batch(y, a);
            fits &= ofX == ofY || ofX == 1 || ofY == 1;
            extents[a] = ofX == 1 ? ofY : ofX;
        }
        require(fits, () -> "factors of shape " + x + (adjointX ? ", transposed," : "") + " and " + y
                + (adjointY ? ", transposed," : "") + " do not go together");
        return new ProductShape(extents, strides(x), strides(y), rows, depth, columns, adjointX, adjointY);
    }

    private static int batch(Shape shape, int axis) {
        int own = axis - (MAX_RANK - shape.rank());
        return own < 0 ? 1 : shape.extent(own);
    }

    /** How many elements lie between neighbours on each axis of batches; 0 where there is only one. */
    private static int[] strides(Shape shape) {
        shape.elements();
        int stride = shape.extent(shape.rank() - 2) * shape.lastExtent();
        var strides = new int[BATCH_AXES];
        for (int a = BATCH_AXES - 1; a >= 0; a--) {
            strides[a] = batch(shape, a) == 1 ? 0 : stride;
            stride *= batch(shape, a);
        }
        return strides;
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        ProductShape product = product(operands);
        int rank = Math.max(operands.shape(X).rank(), operands.shape(Y).rank());
        var extents = new int[rank];
        for (int a = 0; a < rank - 2; a++) {
            extents[a] = product.extents()[a + MAX_RANK - rank];
        }
        extents[rank - 2] = product.rows();
        extents[rank - 1] = product.columns();
        return List.of(Shape.of(extents));
    }

    /** Samples are rows of a first factor that is used as it is, or batches of both. */
    @Override
    public boolean mixesSamples(Operands operands) {
        Shape x = operands.shape(X);
        Shape y = operands.shape(Y);
        boolean rows = x.rank() == 2 && y.rank() == 2 && !adjointX;
        boolean batches = x.rank() > 2 && x.rank() >= y.rank();
        return !(operands.knows(Y) ? rows || batches : batches && x.rank() == y.rank());
    }

    @Override
    public long preparedBytes(Operands operands) {
        Shape y = operands.shape(Y);
        return BYTES_PER_ELEMENT * ((long) operands.shape(X).elements() + y.elements())
                + BYTES_PER_COLUMN * Math.max(y.lastExtent(), y.extent(y.rank() - 2));
    }

    @Override
    public LoweredProduct lower(Operands operands) {
        return new ProductLowering(this, operands, product(operands)).lowered();
    }
}
