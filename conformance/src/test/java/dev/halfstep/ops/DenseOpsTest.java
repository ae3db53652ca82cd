package dev.halfstep.ops;

import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** FULLY_CONNECTED against TensorFlow Lite's reference kernels. */
@Tag("golden") // with each set of kernels
class DenseOpsTest {

    private static final int CASES = 150;

    /** The types of a layer's tensors, and what its weights have. */
    private record Types(DType data, DType weights, DType bias, boolean perChannel, boolean zeroPoint) {}

    @ParameterizedTest
    @CsvSource({
            "FLOAT32, FLOAT32, FLOAT32, false, false",
            "FLOAT32, INT8, FLOAT32, false, false",
            "FLOAT32, INT8, FLOAT32, true, false",
            "FLOAT32, INT4, FLOAT32, false, false",
            "FLOAT32, INT4, FLOAT32, true, false",
            "INT8, INT8, INT32, false, false",
            "INT8, INT8, INT32, false, true",
            "INT8, INT8, INT32, true, false",
            "INT8, INT4, INT32, false, false",
            "INT8, INT4, INT32, true, false",
            "UINT8, UINT8, INT32, false, true",
            "INT16, INT8, INT64, false, false",
            "INT16, INT8, INT64, false, true",
            "INT16, INT8, INT64, true, false",
            "INT16, INT8, INT32, true, false",
            "INT16, INT8, INT32, false, true",
            "INT16, INT4, INT64, true, false"})
    void layers(DType data, DType weights, DType bias, boolean perChannel, boolean zeroPoint) {
        var types = new Types(data, weights, bias, perChannel, zeroPoint);
        var random = new Random(types.toString().hashCode());
        List<OpCase> cases = new ArrayList<>();
        while (cases.size() < CASES) {
            cases.add(layer(random, types));
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("dense-" + data + weights + bias + perChannel + zeroPoint));
    }

    private static OpCase layer(Random random, Types types) {
        int inputs = Layers.between(random, 1, 20);
        int outputs = Layers.between(random, types.perChannel ? 2 : 1, 9);
        boolean keepNumDims = random.nextBoolean();
        int rank = Layers.between(random, 1, 4);
        var extents = new int[rank];
        for (int a = 0; a < rank; a++) {
            extents[a] = Layers.between(random, 1, 3);
        }
        extents[rank - 1] = keepNumDims ? inputs : inputs * Layers.between(random, 1, 2);
        var op = new FullyConnected(Layers.activation(random), keepNumDims, random.nextBoolean());
        float inputScale = Layers.scale(random, 1e-3, 1);
        float weightScale = Layers.scale(random, 1e-3, 1e-1);
        Quantization w = weights(random, types, outputs, weightScale);
        boolean coded = types.data.isInteger();
        Quantization in = coded ? Layers.activations(random, types.data, inputScale) : null;
        Quantization out = coded ? Layers.activations(random, types.data,
                Layers.outputScale(random, types.data, inputScale, weightScale, inputs)) : null;
        var builder = new OpCase.Builder(random).input(types.data, Shape.of(extents), in);
        Value weights = w == null ? OpCase.random(random, types.weights, Shape.of(outputs, inputs), null)
                : Layers.codes(random, types.weights, Shape.of(outputs, inputs), w);
        boolean computed = random.nextInt(4) == 0 && types.weights != DType.INT4;
        if (computed) {
            builder.input(weights);
        } else {
            builder.constant(weights);
        }
        boolean biased = random.nextInt(4) > 0;
        if (biased) {
            builder.constant(bias(random, types, outputs, inputs, in == null || w == null ? null
                    : Layers.biasScales(in, w)));
        }
        String name = op + " " + types + " " + Arrays.toString(extents) + " to " + outputs
                + (computed ? ", weights computed" : "") + (biased ? "" : ", no bias");
        return builder.build(name, op, types.data, out);
    }

    private static @Nullable Quantization weights(Random random, Types types, int outputs, float scale) {
        if (!types.weights.isInteger()) {
            return null;
        }
        if (types.perChannel) {
            return Layers.perChannel(random, outputs, 0, scale);
        }
        return types.zeroPoint ? Layers.activations(random, types.weights, scale) : Quantization.perTensor(scale, 0);
    }

    private static Value bias(Random random, Types types, int outputs, int inputs, @Nullable Quantization q) {
        double size = Math.sqrt(inputs) * (types.data == DType.INT16 ? 1e6 : 1e4);
        return Layers.bias(random, types.bias, outputs, size, q);
    }
}
