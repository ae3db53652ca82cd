package dev.halfstep.quantize;

import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.graph.FeaturePaths;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.tensor.Quantization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What is decided about an input whose features have codes of their own, and about the nodes that normalise it. */
record InputDecisions(Graph network, Map<Integer, Decision.Activation> activations) {

    private static final String NUMBERS = "numbers of the features' own codes";

    /**
     * The decisions.
     *
     * @param atLayers codes of what the layers read
     * @param reason for the codes
     */
    List<Decision> of(FeaturePaths paths, FeatureCodes atLayers, String reason) {
        var decisions = new ArrayList<Decision>();
        int input = paths.input();
        decisions.add(new Decision.InputCodes(input, network.tensor(input).name(), paths.ofInput(atLayers), reason));
        decisions.add(numbers(input));
        for (int n : paths.folded()) {
            Node node = network.nodes().get(n);
            int output = node.output();
            decisions.add(numbers(output));
            decisions.add(new Decision.Folded(output, network.tensor(output).name(), n,
                    node.op().name() + " with a constant is folded into the layers that read the features"));
        }
        return decisions;
    }

    private Decision.Activation numbers(int tensor) {
        Decision.Activation old = Objects.requireNonNull(activations.get(tensor));
        Quantization quantization = FeatureCodes.quantization(old.dtype());
        return new Decision.Activation(tensor, old.name(), old.dtype(), quantization.scale(), quantization.zeroPoint(),
                old.min(), old.max(), NUMBERS);
    }
}
