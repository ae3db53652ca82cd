package dev.halfstep.ops;

import dev.halfstep.op.coding.Coding.Cast;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** QUANTIZE, DEQUANTIZE and CAST against TensorFlow Lite's reference kernels. */
class CodingOpsTest {

    private static final List<DType> CODES = List.of(DType.INT8, DType.UINT8, DType.INT16);

    private static final List<DType> BYTES = List.of(DType.INT8, DType.UINT8);
    /** TensorFlow Lite takes denormal numbers for 0, so there is none. */
    private static final List<Float> BEYOND = List.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY,
            0x1p31f, -0x1p31f, 0x1p63f, -0x1p63f, Float.MIN_NORMAL, -0.5f);

    private final Random random = new Random(1);
    private final List<OpCase> cases = new ArrayList<>();

    @Test
    void codesAndBack() {
        for (int i = 0; i < 100; i++) {
            for (DType from : CODES) {
                var quantization = OpCase.quantization(random, from, 1e-3, 1);
                cases.add(new OpCase.Builder(random).input(DType.FLOAT32, Shape.of(3, 17), null)
                        .build("QUANTIZE " + from, new Quantize(), from, quantization));
                cases.add(new OpCase.Builder(random).input(from, Shape.of(3, 17), quantization)
                        .build("DEQUANTIZE " + from, new Dequantize(), DType.FLOAT32, null));
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("coding"));
    }

    @Test
    void fourBits() {
        for (int i = 0; i < 50; i++) {
            var q = Quantization.perTensor(random.nextFloat(0.01f, 1), 0);
            var codes = random.longs(51, -8, 8).toArray();
            cases.add(new OpCase.Builder(random).unread().constant(Codes.of(DType.INT4, Shape.of(51), codes, q))
                    .build("DEQUANTIZE int4", new Dequantize(), DType.FLOAT32, null));
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("coding-int4"));
    }

    @Test
    void halfPrecision() {
        for (int i = 0; i < 50; i++) {
            cases.add(new OpCase.Builder(random).unread()
                    .constant(OpCase.random(random, DType.FLOAT16, Shape.of(51), null))
                    .build("DEQUANTIZE float16", new Dequantize(), DType.FLOAT32, null));
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("coding-half"));
    }

    @Test
    void channels() {
        for (int i = 0; i < 100; i++) {
            Shape shape = RandomShapes.shape(random, 1, 4);
            int axis = random.nextInt(shape.rank());
            for (DType dtype : CODES) {
                Quantization q = perChannel(dtype, shape.extent(axis), axis);
                cases.add(new OpCase.Builder(random).input(DType.FLOAT32, shape, null)
                        .build("QUANTIZE channels " + dtype, new Quantize(), dtype, q));
                if (dtype != DType.INT16) {
                    cases.add(new OpCase.Builder(random).input(dtype, shape, q)
                            .build("DEQUANTIZE channels " + dtype, new Dequantize(), DType.FLOAT32, null));
                }
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("coding-channels"));
    }

    private Quantization perChannel(DType dtype, int channels, int axis) {
        var scales = new float[channels];
        var zeroPoints = new long[channels];
        for (int c = 0; c < channels; c++) {
            scales[c] = random.nextFloat(0.001f, 0.1f);
            zeroPoints[c] = dtype == DType.INT16 ? 0 : random.nextLong(dtype.min(), dtype.max() + 1);
        }
        return Quantization.perChannel(scales, zeroPoints, axis);
    }

    /** Each pair of types that there is a kernel for. */
    @Test
    void codesToOthers() {
        var targets = Map.of(DType.INT8, BYTES, DType.UINT8, BYTES,
                DType.INT16, List.of(DType.INT8, DType.INT16, DType.INT32),
                DType.INT32, List.of(DType.INT8, DType.INT16));
        for (int i = 0; i < 60; i++) {
            for (DType from : List.of(DType.INT8, DType.UINT8, DType.INT16, DType.INT32)) {
                for (DType to : Objects.requireNonNull(targets.get(from))) {
                    var source = scale(from, i % 3 == 0 ? 1e-3 : 0.1);
                    var target = i % 5 == 0 && from != DType.INT32
                            ? Quantization.perTensor(source.scale(), scale(to, 0.1).zeroPoint())
                            : scale(to, 0.1);
                    cases.add(new OpCase.Builder(random).input(from, Shape.of(97), source)
                            .build("QUANTIZE " + from + " " + source + " to " + to + " " + target, new Quantize(), to,
                                    target));
                }
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("coding-others"));
    }

    private Quantization scale(DType dtype, double low) {
        return dtype == DType.INT32
                ? Quantization.perTensor((float) (1e-6 * Math.pow(1e6, random.nextDouble())), 0)
                : Objects.requireNonNull(OpCase.quantization(random, dtype, low, 10));
    }

    @Test
    void casts() {
        for (int i = 0; i < 20; i++) {
            for (DType from : Cast.TYPE.types()) {
                for (DType to : Cast.TYPE.types()) {
                    var builder = new OpCase.Builder(random);
                    if (from == DType.FLOAT32) {
                        builder.input(Tensor.of(Shape.of(64), floats(64, i)));
                    } else {
                        builder.input(from, Shape.of(64), null);
                    }
                    cases.add(builder.build("CAST " + from + " to " + to + " " + i, new Cast(), to, null));
                }
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("cast"));
    }

    /** From fractions to values that no integer type holds. */
    private float[] floats(int length, int round) {
        var values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (random.nextGaussian() * Math.pow(10, round));
        }
        for (int i = 0; i < BEYOND.size(); i++) {
            values[i] = BEYOND.get(i);
        }
        return values;
    }
}
