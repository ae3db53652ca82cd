package dev.halfstep.ops;

import dev.halfstep.op.conv.Padding;
import dev.halfstep.op.conv.Pool2D;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** AVERAGE_POOL_2D and MAX_POOL_2D against TensorFlow Lite's reference kernels. */
class PoolingOpsTest {

    private static final int CASES = 300;

    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"FLOAT32", "INT8", "UINT8", "INT16"})
    void pools(DType type) {
        var random = new Random(type.name().hashCode());
        List<OpCase> cases = new ArrayList<>();
        while (cases.size() < CASES) {
            cases.add(pool(random, type));
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("pool-" + type));
    }

    private static OpCase pool(Random random, DType type) {
        int height = Layers.between(random, 1, 8);
        int width = Layers.between(random, 1, 8);
        Padding padding = random.nextBoolean() ? Padding.SAME : Padding.VALID;
        int beyond = padding == Padding.SAME ? 3 : 0;
        var op = new Pool2D(random.nextBoolean() ? Pool2D.Kind.AVERAGE : Pool2D.Kind.MAX, padding,
                Layers.between(random, 1, 4), Layers.between(random, 1, 4), Layers.between(random, 1, height + beyond),
                Layers.between(random, 1, width + beyond), Layers.activation(random));
        Quantization quantization = type.isInteger()
                ? Layers.activations(random, type, Layers.scale(random, 1e-4, 1))
                : null;
        Shape shape = Shape.of(Layers.between(random, 1, 3), height, width, Layers.between(random, 1, 9));
        return new OpCase.Builder(random).input(type, shape, quantization).build(op.type().name() + " " + shape + op,
                op, type, quantization);
    }
}
