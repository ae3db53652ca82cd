package dev.halfstep.explain.codes;

import dev.halfstep.explain.codes.CodeUse.Few;
import dev.halfstep.explain.subject.HeldRows;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what keeps next to no codes: outputs that take but a few values where the float model's vary, and hidden layers. */
final class FewCodesCheck {

    private static final int FEW = 8;

    /** What the float model gives must take so many times as many values, and a hidden layer must give so many values for a code. */
    private static final int TIMES = 4;

    private static final int MOST_ROWS = 64;

    private FewCodesCheck() {}

    /** The outputs of a subject, whose float values are known. */
    static List<Few> outputs(Subject subject) {
        var few = new ArrayList<Few>();
        boolean coded = subject.outputPort().domain().isPresent();
        for (int t = 0; coded && subject.floatValues().isPresent() && t < subject.targets(); t++) {
            int wanted = distinct(subject.floatValues().get().values(), t, subject.targets());
            int taken = distinct(subject.prediction().values().values(), t, subject.targets());
            if (taken <= FEW && wanted >= TIMES * taken) {
                few.add(new Few(subject.units().targets().get(t), 0, taken, wanted));
            }
        }
        return few;
    }

    private static int distinct(float[] values, int first, int stride) {
        Set<Float> different = new HashSet<>();
        for (int i = first; i < values.length; i += stride) {
            different.add(values[i]);
        }
        return different.size();
    }

    /** The layers of a subject's model that give 8-bit codes, on some of the rows. */
    static List<Few> layers(Subject subject) {
        Graph graph = subject.quantized();
        Map<Integer, Integer> layers = layers(graph);
        var runner = SampleRunner.of(graph);
        int together = runner.together(taken(subject, 1));
        int rows = Math.clamp(HeldRows.most(graph) / together * together, together,
                Math.max(together, MOST_ROWS / together * together));
        int some = Math.min(rows, subject.rows() / together * together);
        Map<Integer, Value> contents = runner.run(taken(subject, some), layers.keySet());
        var few = new ArrayList<Few>();
        layers.forEach((tensor, node) -> {
            if (contents.get(tensor) instanceof Codes codes) {
                int different = distinct(codes);
                if (different <= FEW && codes.shape().elements() >= TIMES * FEW) {
                    few.add(new Few(graph.nodes().get(node).op().name(), node + 1, different,
                            codes.shape().elements()));
                }
            }
        });
        return few;
    }

    /** The tensors that hidden nodes code anew, with the nodes, in their order. */
    private static Map<Integer, Integer> layers(Graph graph) {
        Map<Integer, Integer> layers = new LinkedHashMap<>();
        for (int n = 0; n < graph.nodes().size(); n++) {
            Node node = graph.nodes().get(n);
            boolean recodes = node.op() instanceof Quantize || node.op() instanceof Dequantize;
            int tensor = node.output();
            TensorInfo info = graph.tensor(tensor);
            boolean leads = graph.outputs().contains(tensor) || graph.readers(tensor).stream()
                    .map(graph.nodes()::get).anyMatch(reader -> reader.op() instanceof Quantize
                            || reader.op() instanceof Dequantize);
            if (info.dtype().isByteCode() && info.quantization().isPresent() && !recodes && !leads
                    && node.op().quantization().scales() == QuantizationRule.Scales.OWN) {
                layers.put(tensor, n);
            }
        }
        return layers;
    }

    /** What the model takes for the first rows. */
    private static List<Value> taken(Subject subject, int rows) {
        return Interface.of(subject.quantized())
                .taken(subject.allInputs().stream().map(all -> all.slice(0, all.shape().with(0, rows))).toList());
    }

    private static int distinct(Codes codes) {
        Set<Long> different = new HashSet<>();
        for (int i = 0; i < codes.shape().elements() && different.size() <= FEW; i++) {
            different.add(codes.rawCode(i));
        }
        return different.size();
    }
}
