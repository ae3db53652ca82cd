package dev.halfstep.kernel;

import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.kernel.conv.Pooling;
import dev.halfstep.kernel.conv.Resizing;
import dev.halfstep.kernel.lstm.FloatCells;
import dev.halfstep.kernel.lstm.Int8Cells;
import dev.halfstep.kernel.reduce.Folds;
import dev.halfstep.lower.FloatLstm;
import dev.halfstep.lower.Int8Lstm;
import dev.halfstep.lower.Lowered;
import dev.halfstep.lower.LoweredCoding;
import dev.halfstep.lower.LoweredDense;
import dev.halfstep.lower.LoweredElements;
import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.LoweredLstm;
import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredPairs;
import dev.halfstep.lower.LoweredPool;
import dev.halfstep.lower.LoweredPool.CodePool;
import dev.halfstep.lower.LoweredPool.FloatPool;
import dev.halfstep.lower.LoweredProduct;
import dev.halfstep.lower.LoweredReduction;
import dev.halfstep.lower.LoweredReduction.CodeProducts;
import dev.halfstep.lower.LoweredReduction.CodeSums;
import dev.halfstep.lower.LoweredReduction.ExtremeIndex;
import dev.halfstep.lower.LoweredReduction.Fold;
import dev.halfstep.lower.LoweredReduction.Integers;
import dev.halfstep.lower.LoweredReduction.Reals;
import dev.halfstep.lower.LoweredResize;
import dev.halfstep.lower.LoweredResize.SignedCodes;
import dev.halfstep.lower.LoweredResize.UnsignedCodes;
import dev.halfstep.lower.LoweredRows;
import dev.halfstep.tensor.DType;

/** Binds what nodes compute to the arrays that they read and write. */
public final class Binder {

    private Binder() {}

    /**
     * A node made ready to run on arrays that stay the same from run to run.
     *
     * @param node what it computes
     * @param buffers its arrays; those of constants are filled already
     */
    public static Step bind(Lowered node, Buffers buffers) {
        return switch (node) {
            case LoweredDense dense -> DenseBinding.bind(dense, buffers);
            case LoweredFilter filter -> FilterBinding.bind(filter, buffers);
            case LoweredProduct product -> ProductBinding.bind(product, buffers);
            case LoweredPool pool -> pool(pool, buffers);
            case LoweredResize resize -> resize(resize, buffers);
            case LoweredElements elements -> ElementsBinding.bind(elements, buffers);
            case LoweredPairs pairs -> PairsBinding.bind(pairs, buffers);
            case LoweredRows rows -> RowsBinding.bind(rows, buffers);
            case LoweredReduction reduction -> reduction(reduction, buffers);
            case LoweredLstm lstm -> lstm(lstm, buffers);
            case LoweredMove move -> MoveBinding.bind(move, buffers);
            case LoweredCoding coding -> CodingBinding.bind(coding, buffers);
        };
    }

    private static Step pool(LoweredPool node, Buffers buffers) {
        return switch (node) {
            case FloatPool pool -> Pooling.bound(pool, buffers.floatsIn(0), buffers.floatsOut())::run;
            case CodePool pool when pool.type() == DType.INT16 ->
                Pooling.bound(pool, buffers.shortsIn(0), buffers.shortsOut())::run;
            case CodePool pool -> Pooling.bound(pool, buffers.bytesIn(0), buffers.bytesOut())::run;
        };
    }

    private static Step resize(LoweredResize node, Buffers buffers) {
        return switch (node) {
            case LoweredResize.Reals reals -> Resizing.reals(reals, buffers.floatsIn(0), buffers.floatsOut());
            case UnsignedCodes codes -> Resizing.unsignedCodes(codes, buffers.bytesIn(0), buffers.bytesOut());
            case SignedCodes codes ->
                Resizing.signedCodes(codes, in(codes.type(), buffers), out(codes.type(), buffers));
        };
    }

    private static Step lstm(LoweredLstm node, Buffers buffers) {
        return switch (node) {
            case FloatLstm lstm -> {
                var cells = new FloatCells(lstm, buffers::in);
                float[] in = buffers.floatsIn(0);
                float[] out = buffers.floatsOut();
                yield () -> cells.run(in, out);
            }
            case Int8Lstm lstm -> {
                var cells = new Int8Cells(lstm, buffers::in);
                byte[] in = buffers.bytesIn(0);
                byte[] out = buffers.bytesOut();
                yield () -> cells.run(in, out);
            }
        };
    }

    private static Step reduction(LoweredReduction node, Buffers buffers) {
        return switch (node) {
            case Reals reals -> Folds.reals(reals, buffers.floatsIn(0), buffers.floatsOut());
            case Integers integers -> Folds.integers(integers.fold(), integers.fold().start(integers.type()),
                    integers.reduction(), in(integers.type(), buffers), out(integers.type(), buffers),
                    integers::result);
            case CodeSums sums -> Folds.integers(Fold.SUM, 0, sums.reduction(), in(sums.type(), buffers),
                    out(sums.type(), buffers), sums::code);
            case ExtremeIndex index when index.type() == DType.FLOAT32 ->
                Folds.indices(index, buffers.floatsIn(0), out(index.indexType(), buffers));
            case ExtremeIndex index -> Folds.indices(index, in(index.type(), buffers), out(index.indexType(), buffers));
            case CodeProducts products -> Folds.products(products, in(products.type(), buffers),
                    out(products.type(), buffers));
        };
    }

    private static IntegerArray in(DType type, Buffers buffers) {
        return IntegerArray.of(type, buffers.in(0));
    }

    private static IntegerArray out(DType type, Buffers buffers) {
        return IntegerArray.of(type, buffers.out(0));
    }
}
