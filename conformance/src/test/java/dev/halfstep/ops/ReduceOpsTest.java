package dev.halfstep.ops;

import dev.halfstep.op.reduce.Reduce;
import dev.halfstep.op.reduce.Reduce.Kind;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reductions against TensorFlow Lite's reference kernels. */
class ReduceOpsTest {

    private static final List<DType> NUMBERS = List.of(DType.FLOAT32, DType.INT32, DType.INT64);
    private static final List<DType> CODES = List.of(DType.INT8, DType.UINT8, DType.INT16);

    private final Random random = new Random(13);
    private final List<OpCase> cases = new ArrayList<>();

    private int[] axes(Shape shape) {
        int[] axes = Arrays.stream(RandomShapes.permutation(random, shape.rank()))
                .limit(random.nextInt(shape.rank() + 1)).map(a -> random.nextBoolean() ? a : a - shape.rank())
                .toArray();
        // TFLite reads no axes from a tensor without elements, and one may be named twice.
        return axes.length == 0 ? new int[] {0, -shape.rank()} : axes;
    }

    private void add(Kind kind, DType dtype, Shape shape, int[] axes, @Nullable Quantization from,
            @Nullable Quantization to) {
        boolean keep = random.nextBoolean();
        cases.add(new OpCase.Builder(random).input(dtype, shape, from).integers(axes).build(
                kind + " " + dtype + shape + Arrays.toString(axes) + keep + from + to, new Reduce(kind, keep), dtype,
                to));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void numbers(Kind kind) {
        for (int i = 0; i < 60; i++) {
            for (DType dtype : kind == Kind.ANY || kind == Kind.ALL ? List.of(DType.BOOL) : NUMBERS) {
                Shape shape = RandomShapes.shape(random, 1, 6);
                add(kind, dtype, shape, axes(shape), null, null);
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("reduce-" + kind));
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = {"MAX", "MIN"})
    void extremeCodes(Kind kind) {
        for (int i = 0; i < 40; i++) {
            for (DType dtype : CODES) {
                Shape shape = RandomShapes.shape(random, 1, 6);
                var scale = RandomShapes.scale(random, dtype);
                add(kind, dtype, shape, axes(shape), scale, scale);
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("reduce-codes-" + kind));
    }

    @Test
    void means() {
        rescaled(Kind.MEAN, CODES);
    }

    /** The reference kernel of 2.21 takes int8 and int16 codes for uint8; what it does to uint8 is right. */
    @Test
    void sums() {
        rescaled(Kind.SUM, List.of(DType.UINT8));
    }

    private void rescaled(Kind kind, List<DType> types) {
        for (int i = 0; i < 360 / types.size(); i++) {
            for (DType dtype : types) {
                Shape shape = RandomShapes.shape(random, 1, 6);
                var from = OpCase.quantization(random, dtype, 0.01, 10);
                var to = i % 4 == 0 ? from : OpCase.quantization(random, dtype, i % 4 == 1 ? 1e-3 : 0.1, 10);
                add(kind, dtype, shape, axes(shape), from, to);
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("reduce-codes-" + kind));
    }

    /** Over height and width of images, where kernels differ from the general case in some versions. */
    @Test
    void meansOfImages() {
        for (int i = 0; i < 100; i++) {
            for (DType dtype : CODES) {
                Shape shape = Shape.of(random.nextInt(1, 3), random.nextInt(1, 12), random.nextInt(1, 12), 5);
                var from = OpCase.quantization(random, dtype, 0.01, 1);
                int[] axes = random.nextBoolean() ? new int[] {1, 2} : new int[] {2, 1};
                add(Kind.MEAN, dtype, shape, axes, from,
                        i % 3 == 0 ? from : OpCase.quantization(random, dtype, 0.003, 1));
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("reduce-images"));
    }

    @Test
    void products() {
        for (int i = 0; i < 120; i++) {
            for (DType dtype : List.of(DType.INT8, DType.INT16)) {
                Shape shape = RandomShapes.shape(random, 1, 4);
                var from = OpCase.quantization(random, dtype, 0.003, 0.05);
                add(Kind.PROD, dtype, shape, axes(shape), from, OpCase.quantization(random, dtype, 0.003, 1));
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("reduce-products"));
    }
}
