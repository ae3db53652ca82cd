package dev.halfstep.c.net;

import dev.halfstep.lower.Dense.CodedDense;
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
import dev.halfstep.lower.LoweredResize;
import dev.halfstep.lower.LoweredRows;
import dev.halfstep.problem.Problem;

/** Writes what a node computes: a function call with its tables. */
record LayerWriter(Layer layer, String op, boolean tflm) {

    void write(Lowered lowered) {
        switch (lowered) {
            case LoweredDense dense -> dense(dense);
            case LoweredFilter filter -> new FilterWriter(layer, filter).write(op);
            case LoweredProduct product -> throw missing();
            case LoweredPool pool -> PoolLayer.write(layer, pool);
            case LoweredResize resize -> throw missing();
            case LoweredElements elements -> new ElementsLayer(layer, op).write(elements);
            case LoweredPairs pairs -> new PairsLayer(layer, op).write(pairs);
            case LoweredRows rows -> RowsLayer.write(layer, op, rows);
            case LoweredReduction reduction -> ReductionLayer.write(layer, op, reduction);
            case LoweredLstm lstm -> throw missing();
            case LoweredMove move -> MoveLayer.write(layer, op, move);
            case LoweredCoding coding -> CodingLayer.write(layer, coding);
        }
    }

    private void dense(LoweredDense dense) {
        if (dense.computed().isPresent()) {
            throw Problem.model("there is no C for layers whose weights are computed");
        }
        if (!(dense.layer() instanceof CodedDense coded)) {
            throw missing();
        }
        new DenseLayer(layer, coded, dense.rows(), tflm).write();
    }

    private Problem missing() {
        return Problem.model("there is no C for " + op + " of " + layer.type(0).label());
    }
}
