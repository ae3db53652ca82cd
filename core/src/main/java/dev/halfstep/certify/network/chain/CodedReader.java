package dev.halfstep.certify.network.chain;

import dev.halfstep.certify.network.InputCodes;
import dev.halfstep.certify.network.Provable;
import dev.halfstep.graph.Domain;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface.Port;
import dev.halfstep.interpret.Program;
import dev.halfstep.lower.Dense.CodedDense;
import dev.halfstep.lower.LoweredCoding.Dequantized;
import dev.halfstep.lower.LoweredCoding.Quantized;
import dev.halfstep.lower.LoweredCoding.Requantized;
import dev.halfstep.lower.LoweredDense;
import dev.halfstep.lower.LoweredElements;
import dev.halfstep.lower.LoweredElements.ByteTable;
import dev.halfstep.lower.LoweredElements.Integers;
import dev.halfstep.lower.LoweredElements.Interpolated;
import dev.halfstep.lower.LoweredElements.Reals;
import dev.halfstep.lower.LoweredElements.Sigmoid;
import dev.halfstep.tensor.Quantization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a quantized model, one node after the other. */
final class CodedReader {

    private final Graph graph;
    final InputCodes input;
    final List<CodedChain.Layer> layers = new ArrayList<>();
    private final List<Requantized> after = new ArrayList<>();
    private Optional<Dequantized> decoded = Optional.empty();

    CodedReader(Graph graph, Port input) {
        this.graph = graph;
        this.input = new InputCodes(input);
    }

    public void read(Program.Step step) {
        switch (step.lowered()) {
            case Quantized coding when layers.isEmpty() && input.slots().isEmpty() -> input.code(
                    new Domain(coding.quantization(), coding.to()));
            case Requantized coding when layers.isEmpty() -> input.shift(coding);
            case Requantized coding -> after.add(coding);
            case Dequantized coding when !layers.isEmpty() -> decoded = Optional.of(coding);
            case LoweredDense dense when dense.layer() instanceof CodedDense coded
                    && dense.computed().isEmpty() && !input.slots().isEmpty() && after.isEmpty() && decoded.isEmpty() ->
                layers
                        .add(layers.isEmpty() ? first(coded) : layer(coded));
            case LoweredElements elements when !layers.isEmpty() && layers.getLast().table().isEmpty()
                    && after.isEmpty() && decoded.isEmpty() -> {
                CodedChain.Layer layer = layers.removeLast();
                layers.add(new CodedChain.Layer(layer.dense(), layer.weights(), layer.bias(),
                        Optional.of(table(layer.dense(), elements, step))));
            }
            default -> throw Provable.not("its " + step.place()
                    + " is none of the integer layers and codings that have bounds here");
        }
    }

    private CodedChain.Table table(CodedDense dense, LoweredElements elements, Program.Step step) {
        Quantization in = quantization(step.node().input(0));
        Quantization out = quantization(step.node().output());
        var steps = new int[dense.max() - dense.min() + 1];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = (int) (code(elements, dense.min() + i, step) - out.zeroPoint());
        }
        return new CodedChain.Table(steps, (int) out.zeroPoint(), in.scale(), out.scale());
    }

    private Quantization quantization(int tensor) {
        return graph.tensor(tensor).quantization().orElseThrow(() -> Provable.not("codes have no scale"));
    }

    private static long code(LoweredElements elements, int code, Program.Step step) {
        return switch (elements) {
            case ByteTable table -> table.table()[code & 0xff];
            case Integers integers -> integers.function().code(code);
            case Interpolated interpolated -> interpolated.code((short) code);
            case Sigmoid sigmoid -> sigmoid.isTangent() ? sigmoid.table().tangent(code)
                    : sigmoid.table().logistic(code);
            case Reals reals -> throw Provable.not("its " + step.place()
                    + " is computed in float");
        };
    }

    /** The first layer, on codes of slots, which count from 0: their base and the zero point are in its bias. */
    private CodedChain.Layer first(CodedDense dense) {
        if (dense.inputs() != input.slots().size()) {
            throw Provable.not("its first layer reads several rows at once");
        }
        CodedChain.Layer layer = layer(dense);
        long[] bias = layer.bias();
        for (int o = 0; o < dense.outputs(); o++) {
            for (int i = 0; i < dense.inputs(); i++) {
                bias[o] += (long) layer.weights()[o * dense.inputs() + i] * (input.base() - dense.inputZeroPoint());
            }
        }
        return layer;
    }

    private static CodedChain.Layer layer(CodedDense dense) {
        var weights = new int[dense.inputs() * dense.outputs()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = dense.weight(i);
        }
        var bias = new long[dense.outputs()];
        for (int o = 0; o < bias.length; o++) {
            bias[o] = dense.bias(o);
        }
        return new CodedChain.Layer(dense, weights, bias, Optional.empty());
    }

    /** The real value of a code that the last layer gives. */
    public double value(long given, Port output) {
        long code = given;
        for (Requantized coding : after) {
            code = coding.code(code);
        }
        return decoded.isPresent() ? decoded.get().value(code, 0)
                : output.domain().orElseThrow(() -> Provable.not("its output holds integers that are no codes"))
                        .quantization().dequantize(code, 0);
    }
}
