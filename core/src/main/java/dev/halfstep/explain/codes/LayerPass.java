package dev.halfstep.explain.codes;

import dev.halfstep.explain.subject.Subject;
import dev.halfstep.graph.DenseLayers;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Runs all rows through a quantized model and looks at what its dense layers give, before and after it becomes codes. */
final class LayerPass {

    private static final int BLOCK = 512;
    private static final int NONE = -1;

    private final Graph graph;
    private final List<LayerSums> sums;
    private final List<LayerTally> tallies;
    /** The tensor of the dense layer whose codes the model gives out; {@link #NONE} if it gives out something else. */
    private final int last;
    private final int copies;
    private final float[] outputs;
    private int filled;

    private LayerPass(Subject subject, Interface.Port output) {
        graph = subject.quantized();
        DenseLayers layers = DenseLayers.of(graph);
        sums = LayerSums.of(layers);
        tallies = sums.stream()
                .map(layer -> new LayerTally(graph.tensor(layer.output()), layer.outputs(), layer.activation()))
                .toList();
        last = (subject.isOneOfSeveral() ? Optional.<DenseLayers.Layer>empty() : layers.last())
                .map(DenseLayers.Layer::output).filter(t -> graph.tensor(t).dtype().isInteger())
                .orElse(NONE);
        copies = output.copies();
        outputs = new float[last < 0 ? 0 : subject.prediction().values().values().length];
    }

    /** Runs all rows of a subject. */
    static LayerPass over(Subject subject) {
        LayerPass pass = none(subject);
        if (!pass.sums.isEmpty()) {
            pass.run(subject);
        }
        return pass;
    }

    /** Without looking at any rows. */
    static LayerPass none(Subject subject) {
        return new LayerPass(subject, subject.outputPort());
    }

    private void run(Subject subject) {
        var runner = SampleRunner.of(graph);
        var taps = new HashSet<Integer>();
        sums.forEach(layer -> {
            taps.add(layer.data());
            taps.add(layer.output());
        });
        int count = subject.rows();
        // Whole batches, where the model declares some.
        int most =
                runner.keepsSamplesApart() ? BLOCK : Math.max(runner.blockSize(), BLOCK - BLOCK % runner.blockSize());
        for (int from = 0; from < count; from += most) {
            int to = Math.min(count, from + most);
            List<Value> block = new ArrayList<>();
            for (int i = 0; i < subject.allInputs().size(); i++) {
                Value all = subject.allInputs().get(i);
                Value part = all.slice(from * (all.shape().elements() / count), all.shape().with(0, to - from));
                block.add(subject.inputPorts().get(i).taken(part));
            }
            add(runner.run(block, taps));
        }
    }

    private void add(Map<Integer, Value> contents) {
        for (int l = 0; l < sums.size(); l++) {
            LayerSums layer = sums.get(l);
            var data = (Codes) Objects.requireNonNull(contents.get(layer.data()));
            var codes = (Codes) Objects.requireNonNull(contents.get(layer.output()));
            var values = new double[layer.outputs()];
            int rows = codes.shape().elements() / layer.outputs();
            for (int row = 0; row < rows; row++) {
                layer.run(data, row, values);
                tallies.get(l).add(values, codes, row);
                if (layer.output() == last) {
                    keep(values);
                }
            }
        }
    }

    /** Copies of an output stand beside one another; their mean is the output. */
    private void keep(double[] values) {
        for (int from = 0; from < values.length; from += copies) {
            double sum = 0;
            for (int c = 0; c < copies; c++) {
                sum += values[from + c];
            }
            outputs[filled++] = (float) (sum / copies);
        }
    }

    /** The layers that give codes, in the order they ran. */
    List<CodeUse.Layer> layers() {
        return tallies.stream().map(LayerTally::layer).toList();
    }

    /** What the last layer gave before it became codes {@code [rows, targets]}, if it is what the model gives out. */
    Optional<float[]> outputs() {
        return last < 0 ? Optional.empty() : Optional.of(outputs);
    }
}
