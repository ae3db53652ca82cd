package dev.halfstep.c.net;

import dev.halfstep.c.rescale.Rescale;
import dev.halfstep.c.rescale.SumRange;
import dev.halfstep.lower.LoweredProduct;
import dev.halfstep.lower.LoweredProduct.CodeProduct;
import dev.halfstep.lower.LoweredProduct.ProductShape;
import dev.halfstep.lower.LoweredProduct.WideProduct;
import dev.halfstep.op.Extents;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Products of matrices of codes, whether both are computed or one is known. */
final class ProductLayer {

    private final Layer layer;
    private final ProductShape shape;

    ProductLayer(Layer layer, LoweredProduct product) {
        this.layer = layer;
        shape = product.shape();
    }

    void write(LoweredProduct product) {
        switch (product) {
            case CodeProduct codes -> {
                var sums = new RequantizedSums(layer, codes.requantizer(),
                        List.of(range(codes.leftZeroPoint(), codes.rightZeroPoint())));
                put(codes.leftZeroPoint(), codes.rightZeroPoint(), sums, sums.of32Bits());
            }
            case WideProduct wide -> {
                var sums = new RequantizedSums(layer, wide.requantizer(), List.of(range(0, 0)));
                put(0, 0, sums, sums.of64Bits());
            }
            case LoweredProduct.SumProduct sums ->
                throw Problem.model("there is no C for " + layer.op() + " with sums as its results")
                        .remedy(Layer.WITHOUT);
            case LoweredProduct.FloatProduct real -> throw layer.real();
            case LoweredProduct.HybridProduct hybrid -> throw layer.real();
        }
    }

    private SumRange range(int leftZero, int rightZero) {
        return range(layer.rangeIn(0), leftZero, layer.rangeIn(1), rightZero, shape.depth());
    }

    /** What sums of products of two codes less their zero points can be. */
    static SumRange range(CodeRange left, int leftZero, CodeRange right, int rightZero, int depth) {
        long[] corners = new long[4];
        for (int c = 0; c < corners.length; c++) {
            corners[c] = ((c & 1) == 0 ? left.min() - leftZero : left.max() - leftZero)
                    * ((c & 2) == 0 ? right.min() - rightZero : right.max() - rightZero);
        }
        Arrays.sort(corners);
        long least = Math.min(0, corners[0]) * depth;
        long most = Math.max(0, corners[3]) * depth;
        return new SumRange(least, most, Math.max(-least, most));
    }

    private void put(int leftZero, int rightZero, RequantizedSums sums, Rescale rescale) {
        int rows = shape.rows();
        int columns = shape.columns();
        int depth = shape.depth();
        layer.describe("product of matrices, " + rows + " by " + depth + " times " + depth + " by " + columns);
        SumCode code = SumCode.of(layer, rescale, sums.clamp(), sums.type());
        Map<String, String> words = new HashMap<>(code.words());
        words.putAll(Map.of("left_t", layer.typeIn(0), "right_t", layer.typeIn(1), "CODE_PARAMETERS",
                code.parameters(), "CODE_ARGUMENTS", code.each("0"), "BIAS_PARAMETER", "", "START", "0"));
        String function = layer.functions().use("matrix_product", words);
        int[] extents = shape.extents();
        int[] outStrides = Extents.strides(Shape.of(extents));
        Arrays.setAll(outStrides, a -> outStrides[a] * rows * columns);
        String arguments = String.join(", ", List.of(Layer.behind(layer.in(0), Loops.index(0, extents, shape.left())),
                Layer.behind(layer.in(1), Loops.index(0, extents, shape.right())),
                Layer.behind(layer.out(), Loops.index(0, extents, outStrides)),
                rows + ", " + depth + ", " + columns,
                shape.transposedLeft() ? "1, " + rows : depth + ", 1",
                shape.transposedRight() ? depth + ", 1" : "1, " + columns, leftZero + ", " + rightZero))
                + code.arguments().stream().map(argument -> ", " + argument).reduce("", String::concat);
        layer.statements(Loops.over(extents, function + "(" + arguments + ");"));
        layer.multiplyAdds((long) Arrays.stream(extents).reduce(1, (a, b) -> a * b) * rows * depth * columns);
        layer.rangeOut(sums.reached());
    }
}
