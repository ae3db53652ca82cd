package dev.halfstep.ops;

import dev.halfstep.lower.FloatLstm.Squash;
import dev.halfstep.op.lstm.UnidirectionalSequenceLstm;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** LSTM layers of random extents, weights and options against TensorFlow Lite's reference kernels, each from a fresh state. */
class LstmOpsTest {

    private static final int CASES = 300;
    private static final List<Squash> SQUASHES =
            List.of(Squash.TANH, Squash.TANH, Squash.RELU, Squash.RELU6, Squash.RELU_N1_TO_1);
    private static final float[] CLIPS = {0, 0, 0, 0.4f, 2};

    /** What a layer has, beside what every layer has. */
    private record Parts(boolean inputGate, boolean peepholes, boolean projection, boolean projectionBias,
            boolean normalized, boolean timeMajor, boolean diagonal) {

        static Parts random(Random random) {
            boolean projection = random.nextInt(3) == 0;
            return new Parts(random.nextInt(3) > 0, random.nextInt(3) == 0, projection,
                    projection && random.nextBoolean(), random.nextInt(3) == 0, random.nextInt(3) == 0,
                    !projection && random.nextInt(4) == 0);
        }
    }

    private record Extents(int samples, int steps, int inputs, int cells, int outputs) {

        static Extents random(Random random, boolean projection) {
            int cells = size(random);
            return new Extents(1 + random.nextInt(3), 1 + random.nextInt(6), size(random), cells,
                    projection ? size(random) : cells);
        }

        private static int size(Random random) {
            return random.nextInt(4) == 0 ? new int[] {13, 16, 33}[random.nextInt(3)] : 1 + random.nextInt(8);
        }

        Shape data(boolean timeMajor) {
            return timeMajor ? Shape.of(steps, samples, inputs) : Shape.of(samples, steps, inputs);
        }
    }

    @Test
    void floats() {
        var random = new Random(71);
        List<OpCase> cases = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            cases.add(real(random, "float " + i, Parts.random(random), false));
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("lstm-float"));
    }

    @Test
    void hybrids() {
        var random = new Random(72);
        List<OpCase> cases = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            cases.add(real(random, "hybrid " + i, Parts.random(random), true));
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("lstm-hybrid"));
    }

    @Test
    void int8() {
        var random = new Random(73);
        List<OpCase> cases = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            cases.add(int8(random, "int8 " + i, Parts.random(random)));
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("lstm-int8"));
    }

    private static OpCase real(Random random, String name, Parts parts, boolean coded) {
        Extents e = Extents.random(random, parts.projection);
        var op = new UnidirectionalSequenceLstm(SQUASHES.get(random.nextInt(SQUASHES.size())), clip(random),
                clip(random),
                parts.timeMajor, coded && random.nextBoolean(), false);
        var builder = new OpCase.Builder(random);
        builder.input(values(random, e.data(parts.timeMajor), random.nextInt(6) == 0 ? 0 : 1));
        Shape in = Shape.of(e.cells, e.inputs);
        Shape recurrent = parts.diagonal ? Shape.of(e.cells) : Shape.of(e.cells, e.outputs);
        Shape cells = Shape.of(e.cells);
        for (int gate = 0; gate < 4; gate++) {
            weights(builder, random, gate > 0 || parts.inputGate ? in : null, coded);
        }
        for (int gate = 0; gate < 4; gate++) {
            weights(builder, random, gate > 0 || parts.inputGate ? recurrent : null, coded && !parts.diagonal);
        }
        for (int gate = 0; gate < 3; gate++) {
            weights(builder, random, parts.peepholes && (gate > 0 || parts.inputGate) ? cells : null, coded);
        }
        for (int gate = 0; gate < 4; gate++) {
            weights(builder, random, gate > 0 || parts.inputGate ? cells : null, false);
        }
        weights(builder, random, parts.projection ? Shape.of(e.outputs, e.cells) : null, coded);
        weights(builder, random, parts.projectionBias ? Shape.of(e.outputs) : null, false);
        builder.variable(DType.FLOAT32, Shape.of(e.samples, e.outputs), null);
        builder.variable(DType.FLOAT32, Shape.of(e.samples, e.cells), null);
        // Older files have no positions for the coefficients.
        int coefficients = parts.normalized || random.nextBoolean() ? 4 : 0;
        for (int gate = 0; gate < coefficients; gate++) {
            weights(builder, random, parts.normalized && (gate > 0 || parts.inputGate) ? cells : null, false);
        }
        return builder.build(name + " " + e + " " + parts + " " + op, op, DType.FLOAT32, null);
    }

    private static void weights(OpCase.Builder builder, Random random, @Nullable Shape shape, boolean coded) {
        if (shape == null) {
            builder.absent();
        } else if (coded) {
            builder.constant(codes(random, DType.INT8, shape, Quantization.perTensor(scale(random, 0.002, 0.02), 0)));
        } else {
            builder.constant(values(random, shape, 0.6));
        }
    }

    private static Tensor values(Random random, Shape shape, double deviation) {
        var values = new float[shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return Tensor.of(shape, values);
    }

    private static Codes codes(Random random, DType dtype, Shape shape, Quantization quantization) {
        return (Codes) OpCase.random(random, dtype, shape, quantization);
    }

    private static OpCase int8(Random random, String name, Parts drawn) {
        Extents e = Extents.random(random, drawn.projection);
        boolean peepholes = drawn.peepholes && e.outputs == e.cells;
        var op = new UnidirectionalSequenceLstm(Squash.TANH, clip(random), clip(random), drawn.timeMajor, false, false);
        var builder = new OpCase.Builder(random);
        Quantization state = zeroed(random, scale(random, 0.003, 0.02));
        Quantization hidden = drawn.projection ? zeroed(random, scale(random, 0.003, 0.02)) : state;
        builder.input(codes(random, DType.INT8, e.data(drawn.timeMajor), zeroed(random, scale(random, 0.001, 0.1))));
        Shape in = Shape.of(e.cells, e.inputs);
        Shape recurrent = Shape.of(e.cells, e.outputs);
        Shape cells = Shape.of(e.cells);
        for (int i = 0; i < 8; i++) {
            int8Operand(builder, random, DType.INT8, i % 4 > 0 || drawn.inputGate ? (i < 4 ? in : recurrent) : null);
        }
        for (int i = 0; i < 3; i++) {
            int8Operand(builder, random, DType.INT16, peepholes && (i > 0 || drawn.inputGate) ? cells : null);
        }
        for (int i = 0; i < 4; i++) {
            int8Operand(builder, random, DType.INT32, i > 0 || drawn.inputGate ? cells : null);
        }
        int8Operand(builder, random, DType.INT8, drawn.projection ? Shape.of(e.outputs, e.cells) : null);
        int8Operand(builder, random, DType.INT32, drawn.projectionBias ? Shape.of(e.outputs) : null);
        builder.variable(DType.INT8, Shape.of(e.samples, e.outputs), state);
        builder.variable(DType.INT16, Shape.of(e.samples, e.cells),
                Quantization.perTensor((float) Math.scalb(1.0, -9 - random.nextInt(7)), 0));
        for (int i = 0; i < 4; i++) {
            int8Operand(builder, random, DType.INT16, drawn.normalized && (i > 0 || drawn.inputGate) ? cells : null);
            float sums = drawn.normalized ? scale(random, 1e-5, 1e-3) : 0x1p-12f;
            builder.intermediate(DType.INT16, Quantization.perTensor(sums, 0));
        }
        builder.intermediate(DType.INT8, hidden);
        return builder.build(name + " " + e + " " + drawn + " " + op, op, DType.INT8, state);
    }

    private static void int8Operand(OpCase.Builder builder, Random random, DType dtype, @Nullable Shape shape) {
        if (shape == null) {
            builder.absent();
        } else if (dtype == DType.INT32) {
            var bias = new int[shape.elements()];
            for (int i = 0; i < bias.length; i++) {
                bias[i] = random.nextInt(-20_000, 20_000);
            }
            builder.constant(Codes.int32(shape, bias, null));
        } else {
            double high = dtype == DType.INT16 ? 1e-4 : 0.02;
            builder.constant(
                    codes(random, dtype, shape, Quantization.perTensor(scale(random, high / 100, high), 0)));
        }
    }

    private static Quantization zeroed(Random random, float scale) {
        int[] zeroPoints = {-128, 127, 0, random.nextInt(-128, 128)};
        return Quantization.perTensor(scale, zeroPoints[random.nextInt(4)]);
    }

    private static float scale(Random random, double low, double high) {
        return (float) (low * Math.pow(high / low, random.nextDouble()));
    }

    private static float clip(Random random) {
        return CLIPS[random.nextInt(CLIPS.length)];
    }
}
