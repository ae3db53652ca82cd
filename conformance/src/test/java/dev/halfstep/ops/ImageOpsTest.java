package dev.halfstep.ops;

import dev.halfstep.judge.Resolver;
import dev.halfstep.op.conv.Resize;
import dev.halfstep.op.move.Spacing.Batches;
import dev.halfstep.op.move.Spacing.Depth;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ops that bring images to other extents, against TensorFlow Lite's reference kernels. */
class ImageOpsTest {

    private static final int CASES = 40;

    private final Random random = new Random(17);
    private final List<OpCase> cases = new ArrayList<>();

    private void judge(String folder) {
        OpsJudge.assertSame(cases, OpsJudge.folder(folder));
    }

    private int between(int low, int high) {
        return Layers.between(random, low, high);
    }

    @Test
    void imagesToBatches() {
        for (int i = 0; i < CASES; i++) {
            for (DType dtype : Batches.TO_BATCH.types()) {
                int axes = between(1, 2);
                int[] extents = random.ints(axes + 2, 1, 4).toArray();
                int[] block = random.ints(axes, 1, 4).toArray();
                int[] edges = new int[2 * axes];
                for (int a = 0; a < axes; a++) {
                    extents[a + 1] = between(1, 7);
                    edges[2 * a] = between(0, 3);
                    edges[2 * a + 1] = between(0, 1) * block[a]
                            + Math.floorMod(-extents[a + 1] - edges[2 * a], block[a]);
                }
                add(true, dtype, extents, block, edges);
            }
        }
        judge("space-to-batch");
    }

    @Test
    void batchesToImages() {
        for (int i = 0; i < CASES; i++) {
            for (DType dtype : Batches.TO_SPACE.types()) {
                int axes = between(1, 2);
                int[] extents = random.ints(axes + 2, 1, 4).toArray();
                int[] block = random.ints(axes, 1, 4).toArray();
                int[] edges = new int[2 * axes];
                for (int a = 0; a < axes; a++) {
                    extents[0] *= block[a];
                    int whole = extents[a + 1] * block[a];
                    edges[2 * a] = random.nextInt(whole);
                    edges[2 * a + 1] = random.nextInt(whole - edges[2 * a]);
                }
                add(false, dtype, extents, block, edges);
            }
        }
        judge("batch-to-space");
    }

    private void add(boolean toBatch, DType dtype, int[] extents, int[] block, int[] edges) {
        Quantization scale = RandomShapes.scale(random, dtype);
        cases.add(new OpCase.Builder(random).input(dtype, Shape.of(extents), scale).integers(block)
                .constant(Codes.int32(Shape.of(block.length, 2), edges, null))
                .build(toBatch + " " + dtype + Arrays.toString(extents) + Arrays.toString(block)
                        + Arrays.toString(edges), new Batches(toBatch), dtype, scale));
    }

    @Test
    void imagesToChannels() {
        for (int i = 0; i < CASES; i++) {
            for (DType dtype : Depth.TO_DEPTH.types()) {
                int block = between(1, 3);
                Quantization scale = RandomShapes.scale(random, dtype);
                Shape space = Shape.of(between(1, 2), block * between(1, 3), block * between(1, 3), between(1, 3));
                cases.add(new OpCase.Builder(random).input(dtype, space, scale)
                        .build("SPACE_TO_DEPTH " + dtype + space + block, new Depth(true, block), dtype, scale));
            }
        }
        judge("space-to-depth");
    }

    /** The reference resolver does not list the version of int8. */
    @Test
    void channelsToImages() {
        for (int i = 0; i < CASES; i++) {
            for (DType dtype : Depth.TO_SPACE.types()) {
                int block = between(1, 3);
                Quantization scale = RandomShapes.scale(random, dtype);
                Shape depth = Shape.of(between(1, 2), between(1, 3), between(1, 3), block * block * between(1, 3));
                cases.add(new OpCase.Builder(random).input(dtype, depth, scale)
                        .build("DEPTH_TO_SPACE " + dtype + depth + block, new Depth(false, block), dtype, scale));
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("depth-to-space"), Resolver.BUILTIN);
    }

    private void resize(boolean bilinear) {
        for (int i = 0; i < 2 * CASES; i++) {
            for (DType dtype : (bilinear ? Resize.BILINEAR : Resize.NEAREST).types()) {
                boolean aligned = random.nextInt(3) == 0;
                var op = new Resize(bilinear, aligned, (!aligned || !bilinear) && random.nextBoolean());
                Quantization scale = RandomShapes.scale(random, dtype);
                Shape data = Shape.of(between(1, 2), between(1, 9), between(1, 9), between(1, 3));
                int[] size = {between(1, 13), between(1, 13)};
                cases.add(new OpCase.Builder(random).input(dtype, data, scale).integers(size)
                        .build(op + " " + dtype + data + Arrays.toString(size), op, dtype, scale));
            }
        }
        judge(bilinear ? "resize-bilinear" : "resize-nearest");
    }

    @Test
    void imagesBetweenTheirElements() {
        resize(true);
    }

    @Test
    void imagesOfTheNearestElements() {
        resize(false);
    }
}
