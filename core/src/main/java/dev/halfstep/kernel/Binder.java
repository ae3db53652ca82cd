package dev.halfstep.kernel;

import dev.halfstep.kernel.array.Step;
import dev.halfstep.lower.Lowered;
import dev.halfstep.lower.LoweredCoding;
import dev.halfstep.lower.LoweredDense;
import dev.halfstep.lower.LoweredElements;
import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.LoweredLstm;
import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredPairs;
import dev.halfstep.lower.LoweredPool;
import dev.halfstep.lower.LoweredProduct;
import dev.halfstep.lower.LoweredReduction;
import dev.halfstep.lower.LoweredRows;

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
            case LoweredPool pool -> PoolBinding.bind(pool, buffers);
            case LoweredElements elements -> ElementsBinding.bind(elements, buffers);
            case LoweredPairs pairs -> PairsBinding.bind(pairs, buffers);
            case LoweredRows rows -> RowsBinding.bind(rows, buffers);
            case LoweredReduction reduction -> ReductionBinding.bind(reduction, buffers);
            case LoweredLstm lstm -> LstmBinding.bind(lstm, buffers);
            case LoweredMove move -> MoveBinding.bind(move, buffers);
            case LoweredCoding coding -> CodingBinding.bind(coding, buffers);
        };
    }
}
