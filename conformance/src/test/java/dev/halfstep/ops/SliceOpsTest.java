package dev.halfstep.ops;

import dev.halfstep.judge.Resolver;
import dev.halfstep.op.move.Picking.Slice;
import dev.halfstep.op.move.StridedSlice;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** SLICE and STRIDED_SLICE against TensorFlow Lite's reference kernels. */
class SliceOpsTest {

    private final Random random = new Random(11);
    private final List<OpCase> cases = new ArrayList<>();

    @Test
    void slice() {
        for (int i = 0; i < 40; i++) {
            for (DType dtype : RandomShapes.TYPES) {
                Shape shape = RandomShapes.shape(random, 1, 5);
                var begin = new long[shape.rank()];
                var size = new long[shape.rank()];
                for (int a = 0; a < begin.length; a++) {
                    begin[a] = random.nextInt(shape.extent(a));
                    size[a] = random.nextInt(4) == 0 ? -1 : random.nextInt(1, shape.extent(a) - (int) begin[a] + 1);
                }
                DType indices = random.nextBoolean() ? DType.INT32 : DType.INT64;
                var scale = RandomShapes.scale(random, dtype);
                cases.add(new OpCase.Builder(random).input(dtype, shape, scale)
                        .constant(Codes.of(indices, Shape.of(begin.length), begin, null))
                        .constant(Codes.of(indices, Shape.of(begin.length), size, null))
                        .build("SLICE " + dtype + shape + Arrays.toString(begin) + Arrays.toString(size), new Slice(),
                                dtype, scale));
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("slice"));
    }

    /** Ranges that may begin and end beyond the data, backwards too. */
    @Test
    void ranges() {
        while (cases.size() < 400) {
            Shape shape = RandomShapes.shape(random, 1, 5);
            Entries entries = entries(shape.rank());
            add(shape, entries, new StridedSlice(mask(entries), mask(entries), 0, 0, 0, false));
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("strided-slice"));
    }

    /** Fewer entries than axes, indices, new axes and an ellipsis. */
    @Test
    void allKindsOfEntries() {
        while (cases.size() < 500) {
            Shape shape = RandomShapes.shape(random, 1, 4);
            int named = random.nextInt(shape.rank() + 1);
            int added = random.nextInt(3);
            // TFLite takes an ellipsis for at least one axis.
            int ellipsis = named < shape.rank() && random.nextBoolean() ? 1 : 0;
            int count = named + added + ellipsis;
            // TFLite takes no more than five axes with the new ones.
            if (count == 0 || shape.rank() + added > 5) {
                continue;
            }
            int[] order = RandomShapes.permutation(random, count);
            int ellipsisMask = ellipsis == 1 ? 1 << order[0] : 0;
            int newMask = 0;
            for (int k = 0; k < added; k++) {
                newMask |= 1 << order[ellipsis + k];
            }
            Entries entries = entries(count);
            int shrink = bits(count) & ~ellipsisMask & ~newMask;
            add(shape, entries, new StridedSlice(mask(entries), mask(entries), ellipsisMask, newMask, shrink, false));
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("strided-slice-entries"), Resolver.BUILTIN);
    }

    @Test
    void endsThatCountFromTheBegins() {
        while (cases.size() < 100) {
            Shape shape = RandomShapes.shape(random, 1, 5);
            Entries entries = entries(shape.rank());
            for (int a = 0; a < shape.rank(); a++) {
                entries.begin[a] = random.nextInt(shape.extent(a));
                entries.end[a] = random.nextInt(1, shape.extent(a) - entries.begin[a] + 1);
                entries.strides[a] = random.nextInt(1, 3);
            }
            add(shape, entries, new StridedSlice(0, 0, 0, 0, 0, true));
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("strided-slice-offset"), Resolver.BUILTIN);
    }

    private int mask(Entries entries) {
        return bits(entries.begin.length);
    }

    /** Each bit with a probability of a quarter. */
    private int bits(int count) {
        int bits = 0;
        for (int bit = 0; bit < count; bit++) {
            bits |= random.nextInt(4) == 0 ? 1 << bit : 0;
        }
        return bits;
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Entries(int[] begin, int[] end, int[] strides) {}

    private Entries entries(int count) {
        var entries = new Entries(new int[count], new int[count], new int[count]);
        for (int e = 0; e < count; e++) {
            entries.begin[e] = random.nextInt(-6, 6);
            entries.end[e] = random.nextInt(-6, 6);
            entries.strides[e] = random.nextBoolean() ? 1 : random.nextBoolean() ? -1 : random.nextInt(1, 4);
            if (random.nextInt(10) == 0) {
                entries.strides[e] = random.nextInt(-3, 0);
            }
        }
        return entries;
    }

    /** Adds a case unless nothing is left, or an index is out of range. */
    private void add(Shape shape, Entries entries, StridedSlice op) {
        DType dtype = RandomShapes.TYPES.get(random.nextInt(RandomShapes.TYPES.size()));
        var scale = RandomShapes.scale(random, dtype);
        OpCase one;
        try {
            one = new OpCase.Builder(random).input(dtype, shape, scale).integers(entries.begin)
                    .integers(entries.end).integers(entries.strides)
                    .build(op + " " + dtype + shape + Arrays.toString(entries.begin) + Arrays.toString(entries.end)
                            + Arrays.toString(entries.strides), op, dtype, scale);
        } catch (Problem outOfRange) {
            return;
        }
        if (one.graph().outputTensors().getFirst().shape().elements() > 0) {
            cases.add(one);
        }
    }
}
