package dev.halfstep.ops;

import dev.halfstep.judge.Resolver;
import dev.halfstep.op.move.Locating.DynamicUpdateSlice;
import dev.halfstep.op.move.Locating.EmbeddingLookup;
import dev.halfstep.op.move.Locating.GatherNd;
import dev.halfstep.op.move.Locating.ScatterNd;
import dev.halfstep.op.reduce.ArgExtreme;
import dev.halfstep.op.reduce.TopK;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Ops that give indices or are led by them, against TensorFlow Lite's reference kernels. */
class IndexOpsTest {

    private static final int CASES = 40;

    private final Draws draws = new Draws(23);
    private final List<OpCase> cases = new ArrayList<>();

    private void extreme(DType dtype) {
        Shape shape = RandomShapes.shape(draws.random(), 1, 5);
        int axis = RandomShapes.axis(draws.random(), shape.rank());
        DType indices = draws.chance(2) ? DType.INT32 : DType.INT64;
        var op = new ArgExtreme(draws.chance(2), indices);
        DType axisType = draws.chance(2) ? DType.INT32 : DType.INT64;
        cases.add(new OpCase.Builder(draws.random())
                .input(draws.ties(dtype, shape, draws.quantization(dtype, 1e-3, 1)))
                .constant(Codes.of(axisType, Shape.of(), new long[] {axis}, null))
                .build(op + " " + dtype + shape + axis, op, indices, null));
    }

    @Test
    void extremes() {
        for (int i = 0; i < CASES; i++) {
            for (DType dtype : ArgExtreme.MAX.types()) {
                if (dtype != DType.BOOL) {
                    extreme(dtype);
                }
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("arg"));
    }

    /** The reference resolver does not list the version. */
    @Test
    void extremesOfTruthValues() {
        for (int i = 0; i < CASES; i++) {
            extreme(DType.BOOL);
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("arg-bool"), Resolver.BUILTIN);
    }

    /** Rows of indices into the first axes of a shape. */
    private Codes rows(DType dtype, Shape array, int depth, int... outer) {
        int[] extents = Arrays.copyOf(outer, outer.length + 1);
        extents[outer.length] = depth;
        Shape shape = Shape.of(extents);
        var indices = new long[shape.elements()];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = draws.random().nextInt(array.extent(i % depth));
        }
        return Codes.of(dtype, shape, indices, null);
    }

    private int[] outer() {
        return draws.random().ints(draws.random().nextInt(3), 1, 4).toArray();
    }

    @Test
    void slicesByTheirIndices() {
        for (int i = 0; i < CASES; i++) {
            for (DType dtype : GatherNd.TYPE.types()) {
                Shape data = RandomShapes.shape(draws.random(), 1, 4);
                int depth = draws.random().nextInt(1, data.rank() + 1);
                DType indices = draws.of(new DType[] {DType.INT16, DType.INT32, DType.INT64});
                Codes rows = rows(indices, data, depth, outer());
                Quantization scale = RandomShapes.scale(draws.random(), dtype);
                cases.add(new OpCase.Builder(draws.random()).input(dtype, data, scale).input(rows)
                        .build("GATHER_ND " + dtype + data + rows.shape() + indices, new GatherNd(), dtype, scale));
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("gather-nd"));
    }

    @Test
    void slicesToTheirIndices() {
        for (int i = 0; i < CASES; i++) {
            for (DType dtype : ScatterNd.TYPE.types()) {
                Shape array = RandomShapes.shape(draws.random(), 1, 4);
                int depth = draws.random().nextInt(1, array.rank() + 1);
                int[] outer = outer();
                if (outer.length == 0 && depth == array.rank()) {
                    // TensorFlow Lite has no slices without axes.
                    outer = new int[] {2};
                }
                Codes rows = rows(DType.INT32, array, depth, outer);
                int[] slices = Arrays.copyOf(outer, outer.length + array.rank() - depth);
                System.arraycopy(array.toArray(), depth, slices, outer.length, array.rank() - depth);
                cases.add(new OpCase.Builder(draws.random()).input(rows).input(dtype, Shape.of(slices), null)
                        .integers(array.toArray())
                        .build("SCATTER_ND " + dtype + array + rows.shape(), new ScatterNd(), dtype, null));
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("scatter-nd"));
    }

    /** In 2.21 what is not a number goes anywhere, and takes others with it. */
    private static Value numbers(Value value) {
        if (!(value instanceof Tensor real)) {
            return value;
        }
        float[] values = real.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.isNaN(values[i]) ? 2 : values[i];
        }
        return Tensor.of(real.shape(), values);
    }

    @Test
    void largestElements() {
        for (int i = 0; i < CASES; i++) {
            for (DType dtype : TopK.TYPE.types()) {
                Shape data = RandomShapes.shape(draws.random(), 1, 4);
                Quantization scale = draws.quantization(dtype, 1e-3, 1);
                DType indices = draws.chance(2) ? DType.INT32 : DType.INT16;
                int count = draws.random().nextInt(1, data.lastExtent() + 1);
                cases.add(new OpCase.Builder(draws.random()).input(numbers(draws.ties(dtype, data, scale)))
                        .constant(Codes.of(indices, Shape.of(), new long[] {count}, null))
                        .build("TOPK_V2 " + dtype + data + count, new TopK(), dtype, scale, indices));
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("topk"));
    }

    @Test
    void rowsOfTables() {
        for (int i = 0; i < CASES; i++) {
            for (DType dtype : List.of(DType.FLOAT32, DType.UINT8, DType.INT8)) {
                Shape table = RandomShapes.shape(draws.random(), 2, 4);
                Quantization scale = RandomShapes.scale(draws.random(), dtype);
                embedding(OpCase.random(draws.random(), dtype, table, scale), dtype, scale);
            }
            Shape table = Shape.of(draws.random().nextInt(1, 5), 2 * draws.random().nextInt(1, 4));
            Quantization rows = Layers.perChannel(draws.random(), table.extent(0), 0, 0.1);
            for (DType dtype : List.of(DType.INT8, DType.INT4)) {
                embedding(Layers.codes(draws.random(), dtype, table, rows), DType.FLOAT32, null);
                embedding(Layers.codes(draws.random(), dtype, table, Quantization.perTensor(0.1f, 0)), DType.FLOAT32,
                        null);
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("embedding-lookup"));
    }

    private void embedding(Value table, DType output, @Nullable Quantization scale) {
        Codes indices = rows(DType.INT32, table.shape(), 1, draws.random().nextInt(1, 6));
        cases.add(new OpCase.Builder(draws.random())
                .input(Codes.int32(Shape.of(indices.shape().elements()), indices.rawInts(), null)).constant(table)
                .build("EMBEDDING_LOOKUP " + table + output, new EmbeddingLookup(), output, scale));
    }

    @Test
    void blocksThatAreReplaced() {
        for (int i = 0; i < CASES; i++) {
            for (DType dtype : DynamicUpdateSlice.TYPE.types()) {
                Shape data = RandomShapes.shape(draws.random(), 1, 5);
                int[] block =
                        Arrays.stream(data.toArray()).map(extent -> draws.random().nextInt(1, extent + 1)).toArray();
                DType indices = draws.chance(2) ? DType.INT32 : DType.INT64;
                long[] starts = draws.random().ints(data.rank(), -2, 6).asLongStream().toArray();
                Quantization scale = RandomShapes.scale(draws.random(), dtype);
                cases.add(new OpCase.Builder(draws.random()).input(dtype, data, scale)
                        .input(dtype, Shape.of(block), scale)
                        .input(Codes.of(indices, Shape.of(data.rank()), starts, null))
                        .build("DYNAMIC_UPDATE_SLICE " + dtype + data + Arrays.toString(block)
                                + Arrays.toString(starts), new DynamicUpdateSlice(), dtype, scale));
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("dynamic-update-slice"));
    }
}
