package dev.halfstep.c.net;

import dev.halfstep.lower.Dense.CodedDense;
import dev.halfstep.lower.FloatLstm;
import dev.halfstep.lower.Int8Lstm;
import dev.halfstep.lower.Lowered;
import dev.halfstep.lower.LoweredCoding;
import dev.halfstep.lower.LoweredDense;
import dev.halfstep.lower.LoweredElements;
import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredPairs;
import dev.halfstep.lower.LoweredPool;
import dev.halfstep.lower.LoweredProduct;
import dev.halfstep.lower.LoweredReduction;
import dev.halfstep.lower.LoweredResize;
import dev.halfstep.lower.LoweredRows;

/** Writes what a node computes: a function call with its tables. */
record LayerWriter(Layer layer, boolean tflm) {

    /** Bytes of memory that a node needs for itself while it runs. */
    static int workspace(Lowered lowered) {
        return lowered instanceof Int8Lstm lstm ? LstmLayer.workspace(lstm) : 0;
    }

    void write(Lowered lowered) {
        switch (lowered) {
            case LoweredDense dense -> dense(dense);
            case LoweredFilter filter -> new FilterWriter(layer, filter).write();
            case LoweredProduct product -> new ProductLayer(layer, product).write(product);
            case LoweredPool pool -> PoolLayer.write(layer, pool);
            case LoweredResize resize -> ResizeLayer.write(layer, resize);
            case LoweredElements elements -> new ElementsLayer(layer).write(elements);
            case LoweredPairs pairs -> new PairsLayer(layer).write(pairs);
            case LoweredRows rows -> RowsLayer.write(layer, rows);
            case LoweredReduction reduction -> ReductionLayer.write(layer, reduction);
            case Int8Lstm lstm -> new LstmLayer(layer, lstm).write();
            case FloatLstm lstm -> throw layer.real();
            case LoweredMove move -> MoveLayer.write(layer, move);
            case LoweredCoding coding -> CodingLayer.write(layer, coding);
        }
    }

    private void dense(LoweredDense dense) {
        if (!(dense.layer() instanceof CodedDense coded)) {
            throw layer.real();
        }
        dense.computed().ifPresentOrElse(
                computed -> new ComputedDenseLayer(layer, coded, dense.rows(), computed, tflm).write(),
                () -> new DenseLayer(layer, coded, dense.rows(), tflm).write());
    }
}
