package dev.halfstep.c.net;

import dev.halfstep.c.rescale.Rescale;
import dev.halfstep.c.rescale.SumRange;
import dev.halfstep.lower.Computed;
import dev.halfstep.lower.Dense.CodedDense;
import dev.halfstep.lower.Dense.IntegerDense;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A dense layer whose weights another layer computes: a product of matrices, the right one stored by its columns, with a bias for each of
 * these.
 */
final class ComputedDenseLayer {

    private final Layer layer;
    private final CodedDense dense;
    private final int rows;
    private final Computed computed;
    private final int weightZero;
    private final DenseCodes codes;

    ComputedDenseLayer(Layer layer, CodedDense dense, int rows, Computed computed, boolean tflm) {
        this.layer = layer;
        this.dense = dense;
        this.rows = rows;
        this.computed = computed;
        weightZero = dense instanceof IntegerDense integer ? integer.weightZeroPoint() : 0;
        SumRange range = range();
        codes = new DenseCodes(layer, dense, IntStream.range(0, dense.outputs()).mapToObj(o -> range).toList(), tflm);
    }

    private SumRange range() {
        CodeRange bias = hasBias() ? layer.rangeIn(computed.bias()) : new CodeRange(0, 0);
        SumRange products = ProductLayer.range(layer.rangeIn(0), dense.inputZeroPoint(),
                layer.rangeIn(computed.weights()), weightZero, dense.inputs());
        return new SumRange(products.least() + bias.min(), products.most() + bias.max(),
                products.furthest() + bias.furthest());
    }

    private boolean hasBias() {
        return computed.bias() != Computed.NONE;
    }

    void write() {
        Rescale rescale = codes.rescale();
        int depth = dense.inputs();
        int columns = dense.outputs();
        layer.describe("dense with weights that are computed, " + depth + " inputs to " + columns + " outputs"
                + (rows > 1 ? ", " + rows + " rows" : ""));
        String sumType = SumCode.type(codes.ranges());
        SumCode code = SumCode.of(layer, rescale, new Clamp(layer.output().dtype(), dense.min(), dense.max()), sumType);
        Map<String, String> words = new HashMap<>(code.words());
        words.putAll(Map.of("left_t", layer.typeIn(0), "right_t", layer.typeIn(computed.weights()), "CODE_PARAMETERS",
                code.parameters(), "CODE_ARGUMENTS", code.each("c"), "BIAS_PARAMETER",
                hasBias() ? ", const " + layer.typeIn(computed.bias()) + " *bias" : "", "START",
                hasBias() ? "bias[c]" : "0"));
        var arguments = new ArrayList<Object>(List.of(layer.in(0), layer.in(computed.weights()), layer.out(),
                rows, depth, columns, depth, 1, depth, 1, dense.inputZeroPoint(), weightZero));
        if (hasBias()) {
            arguments.add(layer.in(computed.bias()));
        }
        arguments.addAll(code.arguments());
        layer.call(layer.functions().use("matrix_product", words), arguments.toArray());
        layer.multiplyAdds((long) rows * depth * columns);
        layer.rangeOut(codes.reached());
    }
}
