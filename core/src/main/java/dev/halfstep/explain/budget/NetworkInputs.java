package dev.halfstep.explain.budget;

import dev.halfstep.explain.subject.Deviation;
import dev.halfstep.explain.twin.Part;
import dev.halfstep.explain.twin.States.InputChange;
import dev.halfstep.graph.Domain;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What goes into a quantized network: as it takes it, and in real numbers of which its codes are the nearest. */
final class NetworkInputs {

    private final List<Interface.Port> ports;
    private final List<Value> taken = new ArrayList<>();
    private final List<Value> plain = new ArrayList<>();
    private final List<Value> rounded = new ArrayList<>();
    private final RowPicker rows;

    /** @param given one for each input, with rows along the first axis: real values, or integers that are no codes */
    NetworkInputs(Graph graph, List<Value> given) {
        ports = Interface.of(graph).inputs();
        for (int i = 0; i < given.size(); i++) {
            Interface.Port port = ports.get(i);
            Value codes = port.taken(given.get(i));
            taken.add(codes);
            plain.add(isCoded(i) ? real(port, (Tensor) given.get(i), false) : codes);
            rounded.add(isCoded(i) ? real(port, (Tensor) given.get(i), true) : codes);
        }
        rows = new RowPicker(graph, taken);
    }

    /** Whether real values become codes at the model's very edge. */
    boolean isCoded(int input) {
        Interface.Port port = ports.get(input);
        return port.features().isPresent() || (port.tensor().dtype().isInteger() && port.domain().isPresent());
    }

    /** What the codes of a port stand for, if they had no end, and with {@code !isRounded} neither steps. */
    private static Tensor real(Interface.Port port, Tensor values, boolean isRounded) {
        if (port.features().isEmpty()) {
            return isRounded ? rounded(port.domain().orElseThrow(), values) : values;
        }
        FeatureMap map = new FeatureMap(port.features().get());
        int slots = map.codes().slots().size();
        int features = map.codes().features();
        int count = values.shape().extent(0);
        var codes = new float[count * slots];
        for (int i = 0; i < codes.length; i++) {
            int feature = map.codes().slots().get(i % slots).feature();
            codes[i] = (float) map.code(i % slots, values.values()[i / slots * features + feature], isRounded, false);
        }
        return Tensor.of(Shape.of(count, slots), codes);
    }

    private static Tensor rounded(Domain domain, Tensor values) {
        var rounded = new float[values.values().length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = domain.quantization().dequantize(domain.quantization().nearest(values.values()[i], 0), 0);
        }
        return Tensor.of(values.shape(), rounded);
    }

    RowPicker rows() {
        return rows;
    }

    List<Value> taken(int... block) {
        return picked(taken, block);
    }

    List<Value> plain(int... block) {
        return picked(plain, block);
    }

    private List<Value> picked(List<Value> all, int... block) {
        return IntStream.range(0, all.size()).mapToObj(i -> rows.pick(all.get(i), i, block)).toList();
    }

    /** The inputs that become codes, rounded but not clipped. */
    List<InputChange> rounded(int... block) {
        return IntStream.range(0, rounded.size()).filter(this::isCoded)
                .mapToObj(i -> new InputChange(new Part(Part.Kind.INPUT_ROUNDING, i),
                        rows.pick(rounded.get(i), i, block)))
                .toList();
    }

    /** The real values that an output's contents stand for, copies averaged as the port does. */
    static double[] real(Interface.Port port, Value contents) {
        float[] values = switch (contents) {
            case Tensor real -> real.values();
            case Codes integers -> integers.rawReals().values();
        };
        var real = new double[values.length / port.copies()];
        for (int i = 0; i < real.length; i++) {
            double sum = 0;
            for (int c = 0; c < port.copies(); c++) {
                sum += values[i * port.copies() + c];
            }
            real[i] = (float) (sum / port.copies());
        }
        return real;
    }
}
