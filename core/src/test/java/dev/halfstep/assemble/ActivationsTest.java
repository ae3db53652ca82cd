package dev.halfstep.assemble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.interpret.Interpreter;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

class ActivationsTest {

    private static final float[] POINTS =
            {-100, -20, -6.5f, -3, -2.5f, -1, -0.5f, -1e-3f, 0, 1e-3f, 0.3f, 0.5f, 1, 2.5f, 3, 6, 6.5f, 20, 100};

    interface Layer {
        int add(Activations activations, int data);
    }

    private static Arguments row(String name, Layer layer, DoubleUnaryOperator formula) {
        return Arguments.of(Named.of(name, layer), formula);
    }

    static final List<Arguments> FUNCTIONS = List.of(
            row("relu", (a, x) -> a.relu("y", x), x -> Math.max(x, 0)),
            row("relu6", (a, x) -> a.clip("y", x, 0, 6), x -> Math.clamp(x, 0, 6)),
            row("clip", (a, x) -> a.clip("y", x, -2, 1.5f), x -> Math.clamp(x, -2, 1.5)),
            row("clip from zero", (a, x) -> a.clip("y", x, 0, 1.5f), x -> Math.clamp(x, 0, 1.5)),
            row("from below", (a, x) -> a.clip("y", x, -2, Float.POSITIVE_INFINITY), x -> Math.max(x, -2)),
            row("from above", (a, x) -> a.clip("y", x, Float.NEGATIVE_INFINITY, 2), x -> Math.min(x, 2)),
            row("leaky", (a, x) -> a.leakyRelu("y", x, 0.1f), x -> x > 0 ? x : 0.1f * x),
            row("prelu", (a, x) -> a.prelu("y", x, Tensor.of(Shape.of(1), 0.3f)), x -> x > 0 ? x : 0.3f * x),
            row("thresholded", (a, x) -> a.thresholded("y", x, 1), x -> x > 1 ? x : 0),
            row("elu", (a, x) -> a.elu("y", x, 1), x -> x > 0 ? x : Math.expm1(x)),
            row("elu 0.7", (a, x) -> a.elu("y", x, 0.7f), x -> x > 0 ? x : 0.7f * Math.expm1(x)),
            row("celu 2", (a, x) -> a.celu("y", x, 2), x -> x > 0 ? x : 2 * Math.expm1(x / 2)),
            row("selu", (a, x) -> a.selu("y", x),
                    x -> 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x))),
            row("softplus", (a, x) -> a.softplus("y", x), x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
            row("softsign", (a, x) -> a.softsign("y", x), x -> x / (1 + Math.abs(x))),
            row("swish", (a, x) -> a.swish("y", x, 1), x -> x / (1 + Math.exp(-x))),
            row("swish 1.7", (a, x) -> a.swish("y", x, 1.7f), x -> x / (1 + Math.exp(-1.7f * x))),
            row("mish", (a, x) -> a.mish("y", x),
                    x -> x * Math.tanh(Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))))),
            row("hard sigmoid", (a, x) -> a.hardSigmoid("y", x, 0.2f, 0.5f), x -> Math.clamp(0.2f * x + 0.5, 0, 1)),
            row("hard sigmoid of Keras 3", (a, x) -> a.hardSigmoid("y", x, 1f / 6, 0.5f),
                    x -> Math.clamp(x / 6 + 0.5, 0, 1)),
            row("hard swish", (a, x) -> a.hardSwish("y", x), x -> x * Math.clamp(x + 3, 0, 6) / 6),
            row("gelu", (a, x) -> a.gelu("y", x, false), x -> x / 2 * (1 + erf(x / Math.sqrt(2)))),
            row("erf", (a, x) -> a.erf("y", x), ActivationsTest::erf));

    @ParameterizedTest
    @FieldSource("FUNCTIONS")
    void givesItsFormula(Layer layer, DoubleUnaryOperator formula) {
        var network = new Assembler();
        int x = network.input("x", DType.FLOAT32, Shape.of(-1, 1));
        int y = layer.add(new Activations(new Layers(network)), x);
        byte[] file = TfliteWriter.toBytes(network.build(List.of(y)));
        var result = (Tensor) Interpreter.prepare(TfliteReader.read(file))
                .run(Tensor.of(Shape.of(POINTS.length, 1), POINTS.clone()));

        for (int i = 0; i < POINTS.length; i++) {
            double expected = formula.applyAsDouble(POINTS[i]);
            assertThat(result.values()[i]).as("at %s", POINTS[i]).isCloseTo((float) expected,
                    Offset.offset((float) (1e-6 * Math.max(1, Math.abs(expected)))));
        }
    }

    /** By its power series, or where that is slow the value it has reached. */
    private static double erf(double x) {
        if (Math.abs(x) > 4) {
            return Math.signum(x);
        }
        double sum = x;
        double term = x;
        for (int n = 1; n < 300; n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }
}
