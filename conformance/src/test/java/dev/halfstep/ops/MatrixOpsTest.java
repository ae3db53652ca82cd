package dev.halfstep.ops;

import dev.halfstep.judge.Resolver;
import dev.halfstep.op.dense.BatchMatMul;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** BATCH_MATMUL against TensorFlow Lite's reference kernels. */
class MatrixOpsTest {

    private static final int CASES = 250;

    @ParameterizedTest
    @CsvSource({"FLOAT32, FLOAT32, FLOAT32, false", "FLOAT32, INT8, FLOAT32, false", "FLOAT32, INT8, FLOAT32, true",
            "INT8, INT8, INT8, false", "INT8, INT8, INT32, false", "INT16, INT16, INT16, false"})
    void products(DType x, DType y, DType result, boolean perColumn) {
        judge("matrices-" + x + y + result + perColumn, Resolver.REFERENCE,
                random -> product(random, x, y, result, perColumn, false));
    }

    /** The reference resolver does not take the op in the version that this option asks for. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void productsOfDataCodedWithAZeroPoint(boolean perColumn) {
        judge("matrices-asymmetric" + perColumn, Resolver.BUILTIN,
                random -> product(random, DType.FLOAT32, DType.INT8, DType.FLOAT32, perColumn, true));
    }

    private static void judge(String name, Resolver resolver, Function<Random, OpCase> maker) {
        var random = new Random(name.hashCode());
        List<OpCase> cases = new ArrayList<>();
        while (cases.size() < CASES) {
            OpCase one = maker.apply(random);
            if (!isWrongInTflite(one)) {
                cases.add(one);
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder(name), resolver);
    }

    /**
     * Two faults of TensorFlow Lite 2.21: a transposed first factor with batches reads the wrong elements if the second factor has
     * one matrix for the innermost of them, and rows that are coded on the fly get scales, or sums of columns, of others if there is
     * more than one axis of batches.
     */
    private static boolean isWrongInTflite(OpCase one) {
        Shape x = one.graph().tensor(one.graph().nodes().getFirst().input(0)).shape();
        TensorInfo second = one.graph().tensor(one.graph().nodes().getFirst().input(1));
        Shape y = second.shape();
        var op = (BatchMatMul) one.graph().nodes().getFirst().op();
        boolean wrongElements = op.adjointX() && x.rank() > 2 && y.rank() > 2 && y.extent(y.rank() - 3) == 1
                && x.extent(x.rank() - 3) > 1;
        boolean hybrid = second.dtype() == DType.INT8 && one.inputs().getFirst().dtype() == DType.FLOAT32;
        return wrongElements || (hybrid && (batchAxes(x) > 1 || (op.asymmetricInputs() && hasWrongSums(y))));
    }

    private static boolean hasWrongSums(Shape y) {
        return batchAxes(y) > 1 || (y.rank() == 5 && y.extent(0) > 1);
    }

    private static long batchAxes(Shape shape) {
        return IntStream.range(0, shape.rank() - 2).filter(a -> shape.extent(a) > 1).count();
    }

    private static OpCase product(Random random, DType x, DType y, DType result, boolean perColumn,
            boolean asymmetric) {
        int rows = Layers.between(random, 1, 6);
        int depth = Layers.between(random, 1, 12);
        int columns = Layers.between(random, perColumn ? 2 : 1, 6);
        var op = new BatchMatMul(random.nextBoolean(), random.nextBoolean(), asymmetric);
        int[] batches = {Layers.between(random, 1, 3), Layers.between(random, 1, 3), Layers.between(random, 1, 3)};
        Shape left = shape(random, batches, op.adjointX() ? depth : rows, op.adjointX() ? rows : depth);
        Shape right = shape(random, batches, op.adjointY() ? columns : depth, op.adjointY() ? depth : columns);
        float xScale = Layers.scale(random, 1e-3, 1);
        float yScale = Layers.scale(random, 1e-3, 1);
        Quantization ofX = x.isInteger() ? Layers.activations(random, x, xScale) : null;
        Quantization ofY = !y.isInteger() ? null
                : perColumn ? Layers.perChannel(random, columns, right.rank() - (op.adjointY() ? 2 : 1), yScale)
                        : x.isInteger() ? Layers.activations(random, y, yScale) : Quantization.perTensor(yScale, 0);
        Quantization out = result.isCode() ? Layers.activations(random, result,
                Layers.outputScale(random, x, xScale, yScale * (x == DType.INT16 ? 256 : 1), depth)) : null;
        var builder = new OpCase.Builder(random).input(x, left, ofX);
        Value second = second(random, y, right, ofY);
        boolean constant = random.nextBoolean();
        if (constant) {
            builder.constant(second);
        } else {
            builder.input(second);
        }
        return builder.build(left + (constant ? " constant " : " ") + right + " " + op, op, result, out);
    }

    private static Value second(Random random, DType dtype, Shape shape, @Nullable Quantization q) {
        return q == null ? OpCase.random(random, dtype, shape, null) : Layers.codes(random, dtype, shape, q);
    }

    /** Up to three axes of batches, with 1 in place of an extent now and then. */
    private static Shape shape(Random random, int[] batches, int rows, int columns) {
        int axes = random.nextInt(4);
        var extents = new int[axes + 2];
        for (int a = 0; a < axes; a++) {
            extents[a] = random.nextInt(3) == 0 ? 1 : batches[3 - axes + a];
        }
        extents[axes] = rows;
        extents[axes + 1] = columns;
        return Shape.of(extents);
    }
}
