package dev.halfstep.certify.network.unit;

import dev.halfstep.certify.network.InputCodes;
import dev.halfstep.certify.network.Provable;
import dev.halfstep.graph.Domain;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.graph.Interface.Port;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Program;
import dev.halfstep.lower.LoweredCoding.Dequantized;
import dev.halfstep.lower.LoweredCoding.Quantized;
import dev.halfstep.lower.LoweredCoding.Requantized;
import dev.halfstep.lower.LoweredMove.Moved;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Reads a quantized model, one node after the other. */
final class CodedUnitReader {

    private final Graph graph;
    private final Program program;
    private final Port output;
    private final InputCodes input;
    private final Wiring wiring;
    private final List<CodedLayer> layers = new ArrayList<>();
    private int units;
    private Optional<Dequantized> decoded = Optional.empty();

    private CodedUnitReader(Graph graph, Interface edges) {
        this.graph = graph;
        program = Program.of(graph);
        input = new InputCodes(edges.inputs().getFirst());
        output = edges.outputs().getFirst();
        wiring = new Wiring(program, this::constants, (node, known) -> constant(node.output(), known));
    }

    static CodedUnits read(Graph graph) {
        Interface edges = Interface.of(graph);
        if (edges.inputs().size() != 1 || edges.outputs().size() != 1) {
            throw Provable
                    .not("it has " + edges.inputs().size() + " inputs and " + edges.outputs().size() + " outputs");
        }
        return new CodedUnitReader(graph, edges).read();
    }

    private CodedUnits read() {
        int first = graph.inputs().getFirst();
        List<Program.Step> steps = new ArrayList<>(program.steps());
        if (input.slots().isEmpty()) {
            Program.Step coding = steps.stream().filter(step -> step.lowered() instanceof Quantized).findFirst()
                    .orElseThrow(() -> Provable.not("its input is not coded at once"));
            var quantized = (Quantized) coding.lowered();
            if (coding.node().input(0) != first) {
                throw Provable.not("its " + coding.place() + " codes what is computed in float");
            }
            input.code(new Domain(quantized.quantization(), quantized.to()));
            steps.remove(coding);
            first = coding.node().output();
        }
        units = input.slots().size();
        int[] slots = new int[units];
        Arrays.setAll(slots, s -> s);
        wiring.put(first, slots);
        int firstCode = input.base() - zero(first);
        var unbounded = new TreeSet<String>();
        for (Program.Step step : steps) {
            if (!isRead(step)) {
                unbounded.add(step.node().op().name());
                step.node().outputs().forEach(t -> wiring.put(t, new int[wiring.elements(t)]));
            }
        }
        if (!unbounded.isEmpty()) {
            throw Provable.not("it has " + String.join(", ", unbounded) + ", whose codes have no bounds here");
        }
        CodedUnits.Coding coding = coding(firstCode);
        return new CodedUnits(coding, layers, CodedUnits.requireRoom(coding, layers, units));
    }

    private CodedUnits.Coding coding(int firstCode) {
        int[] outputs = wiring.of(graph.outputs().getFirst());
        int min = Integer.MAX_VALUE;
        int max = Integer.MIN_VALUE;
        for (int unit : outputs) {
            CodedLayer layer = layers.stream().filter(own -> isOf(own, unit)).findFirst()
                    .orElseThrow(() -> Provable.not("its output is its input"));
            if (layer.arithmetic() instanceof CodeArithmetic.Table
                    || layer.arithmetic() instanceof CodeArithmetic.Largest) {
                throw Provable.not("its output is that of its " + layer.name() + ", not of sums");
            }
            min = Math.min(min, layer.min());
            max = Math.max(max, layer.max());
        }
        int tensor = decoded.isPresent() ? decodedTensor() : graph.outputs().getFirst();
        var values = new double[max - min + 1];
        for (int v = 0; v < values.length; v++) {
            long code = min + v + (long) zero(tensor);
            values[v] = decoded.isPresent() ? decoded.get().value(code, 0)
                    : output.domain().orElseThrow(() -> Provable.not("its output holds integers that are no codes"))
                            .quantization().dequantize(code, 0);
        }
        double step = values.length == 1 ? 0 : (values[values.length - 1] - values[0]) / (values.length - 1);
        return new CodedUnits.Coding(input.slots(), firstCode, outputs, min, values, step, output.copies());
    }

    private int decodedTensor() {
        return graph.nodes().stream().filter(node -> node.output() == graph.outputs().getFirst()).findFirst()
                .orElseThrow().input(0);
    }

    private static boolean isOf(CodedLayer layer, int unit) {
        return unit >= layer.first() && unit < layer.first() + layer.units();
    }

    /** Reads a node; whether its codes have bounds. */
    private boolean isRead(Program.Step step) {
        Node node = step.node();
        switch (step.lowered()) {
            case Moved moved -> move(step, moved);
            case Dequantized coding when graph.outputs().contains(node.output()) -> {
                decoded = Optional.of(coding);
                wiring.put(node.output(), wiring.of(node.input(0)));
            }
            case Requantized coding when isShift(coding) -> wiring.put(node.output(), wiring.of(node.input(0)));
            default -> {
                Optional<CodedLayer> layer = new CodedLayers(this, step, units).read();
                layer.ifPresent(own -> wiring.put(node.output(), put(own)));
                return layer.isPresent();
            }
        }
        return true;
    }

    /** Codes that are moved keep what they stand for where both tensors have one scale. */
    private void move(Program.Step step, Moved moved) {
        Node node = step.node();
        wiring.move(step, moved);
        for (int t : node.inputs()) {
            Optional<Quantization> from = t < 0 ? Optional.empty() : graph.tensor(t).quantization();
            Optional<Quantization> to = graph.tensor(node.output()).quantization();
            boolean isSame = from.isEmpty() || to.isEmpty()
                    || (from.get().scale() == to.get().scale() && from.get().zeroPoint() == to.get().zeroPoint());
            if (!isSame) {
                throw Provable.not("its " + step.place() + " moves codes to a tensor of another scale");
            }
        }
    }

    private static boolean isShift(Requantized coding) {
        for (long code = coding.from().min(); code <= coding.from().max(); code++) {
            if (coding.code(code) - coding.toZero() != code - coding.fromZero()) {
                return false;
            }
        }
        return true;
    }

    private int[] put(CodedLayer layer) {
        layers.add(layer);
        int[] own = new int[layer.units()];
        Arrays.setAll(own, u -> layer.first() + u);
        units += own.length;
        return own;
    }

    private int[] constants(int tensor) {
        if (!(graph.tensor(tensor).constant().orElse(null) instanceof Codes codes)) {
            throw Provable.not("it has numbers among its codes");
        }
        var steps = new int[codes.shape().elements()];
        Arrays.setAll(steps, i -> (int) codes.rawCode(i) - zero(tensor));
        return constants(tensor, steps);
    }

    private int constant(int tensor, long code) {
        return constants(tensor, (int) code - zero(tensor))[0];
    }

    private int[] constants(int tensor, int... steps) {
        var terms = new Terms.Builder();
        for (int i = 0; i < steps.length; i++) {
            terms.end();
        }
        return put(new CodedLayer("constants", Kind.CONSTANT, units, terms.build(),
                Arrays.stream(steps).asDoubleStream().toArray(), 0, Arrays.stream(steps).min().orElse(0),
                Arrays.stream(steps).max().orElse(0), scale(tensor), new CodeArithmetic.Known(steps)));
    }

    Wiring wiring() {
        return wiring;
    }

    TensorInfo tensor(int tensor) {
        return graph.tensor(tensor);
    }

    /** What one step of a tensor is. */
    double scale(int tensor) {
        return quantization(tensor).scale();
    }

    /** The code of the real 0 in a tensor. */
    int zero(int tensor) {
        return (int) quantization(tensor).zeroPoint();
    }

    private Quantization quantization(int tensor) {
        return graph.tensor(tensor).quantization().orElseThrow(() -> Provable.not("codes have no scale"));
    }
}
