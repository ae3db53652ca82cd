package dev.halfstep.ops;

import dev.halfstep.judge.Resolver;
import dev.halfstep.op.move.Bordering.MirrorPad;
import dev.halfstep.op.move.Bordering.Pad;
import dev.halfstep.op.move.Filling.BroadcastTo;
import dev.halfstep.op.move.Filling.Fill;
import dev.halfstep.op.move.Filling.RangeOf;
import dev.halfstep.op.move.Filling.Tile;
import dev.halfstep.op.move.Joining.Concatenation;
import dev.halfstep.op.move.Joining.Pack;
import dev.halfstep.op.move.Joining.Split;
import dev.halfstep.op.move.Joining.Unpack;
import dev.halfstep.op.move.Picking.Gather;
import dev.halfstep.op.move.Picking.ReverseV2;
import dev.halfstep.op.move.Picking.Slice;
import dev.halfstep.op.move.Picking.Transpose;
import dev.halfstep.op.move.Reshaping.ExpandDims;
import dev.halfstep.op.move.Reshaping.Reshape;
import dev.halfstep.op.move.Reshaping.ShapeOf;
import dev.halfstep.op.move.Reshaping.Squeeze;
import dev.halfstep.op.move.StridedSlice;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Ops that move elements, against TensorFlow Lite's reference kernels. */
class MoverOpsTest {

    private final Random random = new Random(7);
    private final List<OpCase> cases = new ArrayList<>();

    private void judge(String folder) {
        OpsJudge.assertSame(cases, OpsJudge.folder(folder));
    }

    /** For ops of which the reference resolver does not list the newest versions. They have one kernel anyway. */
    private void judgeByBuiltin(String folder) {
        OpsJudge.assertSame(cases, OpsJudge.folder(folder), Resolver.BUILTIN);
    }

    /** Some cases of one type with one scale. */
    @FunctionalInterface
    private interface Maker {
        void make(DType dtype, @Nullable Quantization scale);
    }

    private void forTypes(int times, List<DType> types, Maker maker) {
        for (int i = 0; i < times; i++) {
            for (DType dtype : types) {
                maker.make(dtype, RandomShapes.scale(random, dtype));
            }
        }
    }

    private void forTypes(int times, Maker maker) {
        forTypes(times, RandomShapes.TYPES, maker);
    }

    private OpCase.Builder data(DType dtype, Shape shape, @Nullable Quantization scale) {
        return new OpCase.Builder(random).input(dtype, shape, scale);
    }

    private static Codes indices(DType dtype, int... values) {
        return Codes.of(dtype, Shape.of(values.length), Arrays.stream(values).asLongStream().toArray(), null);
    }

    private DType indexType() {
        return random.nextBoolean() ? DType.INT32 : DType.INT64;
    }

    @Test
    void reshape() {
        forTypes(12, (dtype, scale) -> {
            Shape shape = RandomShapes.shape(random, 0, 6);
            int[] to = RandomShapes.shape(random, 0, 5).toArray();
            int elements = Arrays.stream(to).reduce(1, Math::multiplyExact) * shape.elements();
            Shape from = Shape.of(IntStream.concat(Arrays.stream(to), Arrays.stream(shape.toArray())).toArray());
            int[] target = IntStream.concat(Arrays.stream(to), IntStream.of(shape.elements())).toArray();
            target[random.nextInt(target.length)] = -1;
            cases.add(data(dtype, from, scale).integers(target)
                    .build("RESHAPE " + dtype + from + Arrays.toString(target), Reshape.toInput(), dtype, scale));
            cases.add(data(dtype, from, scale).build("RESHAPE by option " + dtype + from,
                    new Reshape(Arrays.stream(target).boxed().toList()), dtype, scale));
            cases.add(data(dtype, Shape.of(elements), scale).integers(elements, 1, 1)
                    .build("RESHAPE " + dtype, new Reshape(List.of(7)), dtype, scale));
            cases.add(data(dtype, Shape.of(1, 1), scale).build("RESHAPE to scalar, as old files have it",
                    new Reshape(List.of(0)), dtype, scale));
            cases.add(data(dtype, Shape.of(1, 1), scale).integers()
                    .build("RESHAPE to scalar", Reshape.toInput(), dtype, scale));
        });
        judge("reshape");
    }

    @Test
    void squeezeAndExpand() {
        forTypes(15, (dtype, scale) -> {
            Shape shape = RandomShapes.shape(random, 0, 6);
            int[] ones = IntStream.range(0, shape.rank()).filter(a -> shape.extent(a) == 1).toArray();
            List<Integer> some = Arrays.stream(ones).filter(a -> random.nextBoolean())
                    .map(a -> random.nextBoolean() ? a : a - shape.rank()).boxed().toList();
            cases.add(data(dtype, shape, scale).build("SQUEEZE " + shape + some, new Squeeze(some), dtype, scale));
            cases.add(data(dtype, shape, scale).build("SQUEEZE " + shape, new Squeeze(List.of()), dtype, scale));
            int axis = RandomShapes.axis(random, shape.rank() + 1);
            cases.add(data(dtype, shape, scale).constant(indices(indexType(), axis))
                    .build("EXPAND_DIMS " + shape + axis, new ExpandDims(), dtype, scale));
        });
        judge("squeeze");
    }

    @Test
    void transpose() {
        forTypes(50, (dtype, scale) -> {
            Shape shape = RandomShapes.shape(random, 1, 6);
            int[] order = RandomShapes.permutation(random, shape.rank());
            cases.add(data(dtype, shape, scale).integers(order).build(
                    "TRANSPOSE " + dtype + shape + Arrays.toString(order), new Transpose(), dtype, scale));
        });
        judge("transpose");
    }

    @Test
    void concatenation() {
        forTypes(30, (dtype, scale) -> {
            Shape shape = RandomShapes.shape(random, 1, 5);
            int axis = RandomShapes.axis(random, shape.rank());
            int along = Math.floorMod(axis, shape.rank());
            var builder = new OpCase.Builder(random);
            int count = random.nextInt(1, 5);
            for (int i = 0; i < count; i++) {
                builder.input(dtype, shape.with(along, random.nextInt(1, 5)), scale);
            }
            cases.add(builder.build("CONCATENATION " + dtype + shape + axis, new Concatenation(axis), dtype, scale));
        });
        for (int i = 0; i < 150; i++) {
            var builder = new OpCase.Builder(random);
            for (int k = 0; k < 3; k++) {
                builder.input(DType.UINT8, Shape.of(2, 60),
                        OpCase.quantization(random, DType.UINT8, 0.01, i % 2 == 0 ? 0.1 : 10));
            }
            cases.add(builder.build("CONCATENATION rescales " + i, new Concatenation(1), DType.UINT8,
                    OpCase.quantization(random, DType.UINT8, 0.01, 0.1)));
        }
        judge("concatenation");
    }

    @Test
    void split() {
        forTypes(25, (dtype, scale) -> {
            Shape shape = RandomShapes.shape(random, 1, 5);
            int axis = RandomShapes.axis(random, shape.rank());
            int along = Math.floorMod(axis, shape.rank());
            int pieces = random.nextInt(1, 4);
            Shape whole = shape.with(along, shape.extent(along) * pieces);
            cases.add(new OpCase.Builder(random).constant(Codes.int32(Shape.of(), new int[] {axis}, null))
                    .input(dtype, whole, scale)
                    .build("SPLIT " + dtype + whole + axis, Split.equal(pieces), pieces, dtype, scale));
            int[] extents = random.ints(random.nextInt(1, 4), 1, 4).toArray();
            int sum = Arrays.stream(extents).sum();
            if (random.nextBoolean()) {
                extents[random.nextInt(extents.length)] = -1;
            }
            cases.add(data(dtype, shape.with(along, sum), scale).constant(indices(indexType(), extents))
                    .constant(Codes.int32(Shape.of(), new int[] {axis}, null))
                    .build("SPLIT_V " + dtype + shape + axis, Split.sized(extents.length), extents.length, dtype,
                            scale));
        });
        judge("split");
    }

    @Test
    void packAndUnpack() {
        forTypes(25, (dtype, scale) -> {
            Shape shape = RandomShapes.shape(random, 0, 5);
            int axis = RandomShapes.axis(random, shape.rank() + 1);
            int count = random.nextInt(1, 5);
            var builder = new OpCase.Builder(random);
            for (int i = 0; i < count; i++) {
                builder.input(dtype, shape, scale);
            }
            cases.add(builder.build("PACK " + dtype + shape + axis, new Pack(count, axis), dtype, scale));
            Shape whole = RandomShapes.shape(random, 1, 5);
            int from = RandomShapes.axis(random, whole.rank());
            int outputs = whole.extent(Math.floorMod(from, whole.rank()));
            if (dtype != DType.INT64) {
                cases.add(data(dtype, whole, scale).build("UNPACK " + dtype + whole + from, new Unpack(outputs, from),
                        outputs, dtype, scale));
            }
        });
        judge("pack");
    }

    @Test
    void pad() {
        forTypes(25, (dtype, scale) -> {
            Shape shape = RandomShapes.shape(random, 1, 5);
            int[] sizes = random.ints(2L * shape.rank(), 0, 3).toArray();
            Codes paddings = Codes.of(indexType(), Shape.of(shape.rank(), 2),
                    Arrays.stream(sizes).asLongStream().toArray(), null);
            cases.add(data(dtype, shape, scale).constant(paddings).build("PAD " + dtype + shape, new Pad(false),
                    dtype, scale));
            cases.add(data(dtype, shape, scale).constant(paddings)
                    .constant(OpCase.random(random, dtype, Shape.of(), scale))
                    .build("PADV2 " + dtype + shape, new Pad(true), dtype, scale));
            cases.add(data(dtype, shape, scale).constant(paddings).input(dtype, Shape.of(1), scale)
                    .build("PADV2 with an input " + dtype + shape, new Pad(true), dtype, scale));
        });
        judge("pad");
    }

    @Test
    void mirrorPad() {
        var types = List.of(DType.FLOAT32, DType.UINT8, DType.INT8, DType.INT16, DType.INT32, DType.INT64);
        forTypes(40, types, (dtype, scale) -> {
            Shape shape = RandomShapes.shape(random, 1, 5);
            boolean symmetric = random.nextBoolean();
            long[] sizes = IntStream.range(0, 2 * shape.rank())
                    .mapToLong(i -> random.nextInt(shape.extent(i / 2) + (symmetric ? 1 : 0))).toArray();
            cases.add(data(dtype, shape, scale)
                    .constant(Codes.of(indexType(), Shape.of(shape.rank(), 2), sizes, null))
                    .build("MIRROR_PAD " + symmetric + dtype + shape + Arrays.toString(sizes),
                            new MirrorPad(symmetric), dtype, scale));
        });
        judge("mirror-pad");
    }

    @Test
    void gather() {
        forTypes(40, (dtype, scale) -> {
            Shape shape = RandomShapes.shape(random, 1, 4);
            int axis = RandomShapes.axis(random, shape.rank());
            int along = Math.floorMod(axis, shape.rank());
            int batch = random.nextInt(Math.min(along, 2) + 1);
            Shape rest = RandomShapes.shape(random, 0, 2);
            Shape of = Shape.of(IntStream.concat(Arrays.stream(shape.toArray(), 0, batch),
                    Arrays.stream(rest.toArray())).toArray());
            DType indexType = List.of(DType.INT32, DType.INT64, DType.INT16).get(random.nextInt(3));
            long[] indices = random.longs(of.elements(), 0, shape.extent(along)).toArray();
            cases.add(data(dtype, shape, scale).constant(Codes.of(indexType, of, indices, null))
                    .build("GATHER " + dtype + shape + axis + of + batch, new Gather(axis, batch), dtype, scale));
            cases.add(data(dtype, shape, scale).input(Codes.of(indexType, of, indices, null))
                    .build("GATHER " + dtype + shape + axis + of + batch, new Gather(axis, batch), dtype, scale));
        });
        judge("gather");
    }

    @Test
    void repeated() {
        forTypes(25, (dtype, scale) -> {
            Shape shape = RandomShapes.shape(random, 1, 5);
            int[] times = random.ints(shape.rank(), 1, 4).toArray();
            if (dtype != DType.INT16) {
                cases.add(data(dtype, shape, scale).constant(indices(indexType(), times))
                        .build("TILE " + dtype + shape + Arrays.toString(times), new Tile(), dtype, scale));
            }
            Shape target = RandomShapes.shape(random, 1, 6);
            int[] from = IntStream.range(0, target.rank()).map(a -> random.nextBoolean() ? 1 : target.extent(a))
                    .skip(random.nextInt(target.rank() + 1)).toArray();
            cases.add(data(dtype, Shape.of(from), scale).constant(indices(indexType(), target.toArray()))
                    .build("BROADCAST_TO " + dtype + Arrays.toString(from) + target, new BroadcastTo(), dtype, scale));
        });
        judgeByBuiltin("repeated");
    }

    @Test
    void reverse() {
        forTypes(30, (dtype, scale) -> {
            Shape shape = RandomShapes.shape(random, 1, 5);
            // TFLite takes neighbouring axes only.
            int first = random.nextInt(shape.rank());
            int[] axes = IntStream.range(first, random.nextInt(first, shape.rank()) + 1)
                    .map(a -> random.nextBoolean() ? a : a - shape.rank()).toArray();
            cases.add(data(dtype, shape, scale).integers(axes)
                    .build("REVERSE_V2 " + dtype + shape + Arrays.toString(axes), new ReverseV2(), dtype, scale));
        });
        judgeByBuiltin("reverse");
    }

    @Test
    void shapeAndFill() {
        forTypes(10, (dtype, scale) -> {
            Shape shape = RandomShapes.shape(random, 0, 6);
            boolean wide = random.nextBoolean();
            cases.add(data(dtype, shape, scale).build("SHAPE " + shape, new ShapeOf(wide),
                    wide ? DType.INT64 : DType.INT32, null));
            if (dtype != DType.UINT8) {
                cases.add(new OpCase.Builder(random).constant(indices(indexType(), shape.toArray()))
                        .input(dtype, Shape.of(), scale).build("FILL " + dtype + shape, new Fill(), dtype, scale));
            }
        });
        judge("shape");
    }

    @Test
    void range() {
        for (int i = 0; i < 60; i++) {
            int[] numbers = {random.nextInt(-50, 50), 0, random.nextInt(1, 9) * (random.nextBoolean() ? 1 : -1)};
            numbers[1] = numbers[0] + numbers[2] * random.nextInt(1, 9);
            for (DType dtype : List.of(DType.INT32, DType.INT64)) {
                var builder = new OpCase.Builder(random).unread();
                for (int number : numbers) {
                    builder.constant(Codes.of(dtype, Shape.of(), new long[] {number}, null));
                }
                cases.add(builder.build("RANGE " + dtype + Arrays.toString(numbers), new RangeOf(), dtype, null));
            }
            float delta = random.nextFloat(0.01f, 2);
            float start = random.nextFloat(-5, 5);
            cases.add(new OpCase.Builder(random).unread().constant(Tensor.of(Shape.of(), start))
                    .constant(Tensor.of(Shape.of(), start + delta * random.nextFloat(0.5f, 9)))
                    .constant(Tensor.of(Shape.of(), delta))
                    .build("RANGE " + start + " " + delta, new RangeOf(), DType.FLOAT32, null));
        }
        judgeByBuiltin("range");
    }

    /** Ops that have kernels for these, too. */
    @Test
    void truthValues() {
        forTypes(15, List.of(DType.BOOL), (dtype, scale) -> {
            Shape shape = RandomShapes.shape(random, 1, 4);
            int axis = RandomShapes.axis(random, shape.rank());
            cases.add(data(dtype, shape, null).integers(-1).build("RESHAPE " + shape, new Reshape(List.of()), dtype,
                    null));
            cases.add(data(dtype, shape, null).integers(axis)
                    .build("EXPAND_DIMS " + shape, new ExpandDims(), dtype, null));
            cases.add(data(dtype, shape.with(0, 1), null)
                    .build("SQUEEZE " + shape, new Squeeze(List.of(0)), dtype, null));
            cases.add(data(dtype, shape, null).build("SHAPE " + shape, new ShapeOf(false), DType.INT32, null));
            cases.add(data(dtype, shape, null).input(dtype, shape, null)
                    .build("CONCATENATION " + shape + axis, new Concatenation(axis), dtype, null));
            cases.add(data(dtype, shape, null).build("UNPACK " + shape, new Unpack(shape.extent(0), 0),
                    shape.extent(0), dtype, null));
            cases.add(data(dtype, shape, null).integers(RandomShapes.permutation(random, shape.rank()))
                    .build("TRANSPOSE " + shape, new Transpose(), dtype, null));
            cases.add(data(dtype, shape, null).integers(0, shape.extent(0) - 1)
                    .build("GATHER " + shape, new Gather(0, 0), dtype, null));
            cases.add(data(dtype, shape, null).integers(new int[shape.rank()]).integers(shape.with(0, 1).toArray())
                    .build("SLICE " + shape, new Slice(), dtype, null));
            cases.add(data(dtype, shape, null).integers(0).integers(shape.extent(0)).integers(2)
                    .build("STRIDED_SLICE " + shape, new StridedSlice(0, 0, 0, 0, 0, false), dtype, null));
            cases.add(new OpCase.Builder(random).constant(indices(DType.INT32, shape.toArray()))
                    .input(dtype, Shape.of(), null).build("FILL " + shape, new Fill(), dtype, null));
        });
        judge("truths");
    }

    @Test
    void truthValuesAgainAndBackwards() {
        forTypes(15, List.of(DType.BOOL), (dtype, scale) -> {
            Shape shape = RandomShapes.shape(random, 1, 4);
            int[] times = random.ints(shape.rank(), 1, 4).toArray();
            cases.add(data(dtype, shape, null).integers(times).build("TILE " + shape, new Tile(), dtype, null));
            cases.add(data(dtype, shape.with(0, 1), null).integers(shape.toArray())
                    .build("BROADCAST_TO " + shape, new BroadcastTo(), dtype, null));
            cases.add(data(dtype, shape, null).integers(0).build("REVERSE_V2 " + shape, new ReverseV2(), dtype, null));
        });
        judgeByBuiltin("truths-repeated");
    }
}
