package dev.halfstep.train;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.op.Activation;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;

/** Random float networks, what quantizing makes of them, and rows. The same for the same seed. */
final class QuantizedNetworks {

    /** A kind of quantized network. */
    record Kind(List<Integer> widths, Activation activation, boolean perChannel, boolean bias, Precision precision,
            DType edge) {

        Recipe recipe() {
            return Recipe
                    .fromJson("{\"name\":\"test\",\"base\":\"tensorflow\",\"perChannelWeights\":" + perChannel + "}");
        }
    }

    /** Kinds that differ in all that fine-tuning must look at. */
    static final List<Kind> KINDS = List.of(
            new Kind(List.of(5, 8, 1), Activation.RELU, true, true, Precision.FULL_UINT8, DType.UINT8),
            new Kind(List.of(4, 9, 7, 2), Activation.RELU, true, true, Precision.FULL_INT8, DType.INT8),
            new Kind(List.of(4, 9, 7, 2), Activation.RELU6, false, true, Precision.INT8, DType.FLOAT32),
            new Kind(List.of(6, 8, 3), Activation.RELU, false, false, Precision.FULL_UINT8, DType.UINT8),
            new Kind(List.of(3, 2), Activation.RELU, true, true, Precision.FULL_UINT8, DType.INT8));

    private QuantizedNetworks() {}

    /** Uniform numbers within ±limit, [rows, columns]. */
    static Tensor random(Draws draws, int rows, int columns, double limit) {
        var values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = draws.within(limit);
        }
        return Tensor.of(Shape.of(rows, columns), values);
    }

    /** A float network whose hidden layers have the kind's activation and whose last is linear. */
    static Graph floatNetwork(Kind kind, Draws draws) {
        var builder = new Graph.Builder().description("random");
        List<Integer> widths = kind.widths();
        int input = builder.add(TensorInfo.real("x", Shape.of(1, widths.getFirst())).withOpenBatch());
        int current = input;
        for (int l = 0; l + 1 < widths.size(); l++) {
            int inputs = widths.get(l);
            int outputs = widths.get(l + 1);
            boolean last = l + 2 == widths.size();
            int weights = builder.add(TensorInfo.constant("w" + l, random(draws, outputs, inputs, 2)));
            int bias = kind.bias()
                    ? builder.add(TensorInfo.constant("b" + l,
                            Tensor.of(Shape.of(outputs), random(draws, 1, outputs, 1).values())))
                    : Node.ABSENT;
            int output = builder.add(TensorInfo.real("y" + l, Shape.of(1, outputs)).withOpenBatch());
            List<Integer> operands = kind.bias() ? List.of(current, weights, bias) : List.of(current, weights);
            builder.add(new Node(FullyConnected.with(last ? Activation.NONE : kind.activation()), operands,
                    List.of(output)));
            current = output;
        }
        return builder.inputs(List.of(input)).outputs(List.of(current)).build().withText("note", "stays, é");
    }

    static Graph quantized(Graph network, Kind kind, Tensor calibration) {
        return Quantizer.apply(network,
                Quantizer.plan(network, kind.precision(), kind.edge(), kind.recipe(), calibration));
    }

    /** What a model makes of rows. */
    static Tensor predictions(Graph model, Tensor x) {
        return Predictor.of(model).predict(x).values();
    }
}
