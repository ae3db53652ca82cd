package dev.halfstep.quantize;

import dev.halfstep.calibrate.Samples;
import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.graph.FeaturePaths;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.quantize.chain.ChainFit;
import dev.halfstep.quantize.chain.DenseChain;
import dev.halfstep.quantize.chain.FitRequest;
import dev.halfstep.quantize.chain.FitRows;
import dev.halfstep.quantize.chain.FittedChain;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Gives the features of each input codes of their own in a network that is no chain: each dense layer that reads them is fitted by
 * what it gives itself, since how the output moves with it is not known.
 */
final class FeaturePlanner {

    private static final String REASON =
            "each feature has codes of its own, chosen by what they do to the layers that read them";

    private final Graph network;
    private final Plan plan;
    private final Map<Integer, FeaturePaths> paths;
    private final Map<Integer, Decision.Activation> activations;

    private FeaturePlanner(Graph network, Plan plan, Map<Integer, FeaturePaths> paths) {
        this.network = network;
        this.plan = plan;
        this.paths = paths;
        activations = plan.byTensor(Decision.Activation.class);
    }

    /** The inputs whose features get codes of their own, by tensor; none where the recipe or the precision does not want that. */
    static Map<Integer, FeaturePaths> paths(Graph network, Precision precision, DType edge, Recipe recipe) {
        if (!recipe.featureCodes() || !edge.isInteger() || precision.activations() != DType.INT8) {
            return Map.of();
        }
        Map<Integer, FeaturePaths> paths = new TreeMap<>(FeaturePaths.from(network));
        var kept = new FloatParts(network, recipe.keepFloat());
        paths.values().removeIf(path -> Stream.concat(path.readers().stream(), path.folded().stream())
                .anyMatch(n -> kept.keeps(network.nodes().get(n))));
        paths.values().removeIf(path -> path.readers().stream()
                .anyMatch(n -> !ChainFit.fits(DenseChain.ofLayer(network, n, path::sign))));
        return paths;
    }

    /**
     * The plan with codes for the features of some inputs.
     *
     * @param plan of the same network, decided from the ranges alone
     * @param samples of which the first {@code rows} are calibration rows, at least one
     */
    static Plan refine(Graph network, Plan plan, Map<Integer, FeaturePaths> paths, Samples samples, int rows) {
        return paths.isEmpty() ? plan : new FeaturePlanner(network, plan, paths).refined(samples, rows);
    }

    private Plan refined(Samples samples, int rows) {
        Map<Integer, Decision> byTensor = new HashMap<>();
        Map<Integer, Decision.Bias> biases = new TreeMap<>();
        var added = new ArrayList<Decision>();
        for (FeaturePaths path : paths.values()) {
            FitRows given = ChainPlanner.fitRows(samples, network.inputs().indexOf(path.input()), rows,
                    path::atLayers);
            List<Integer> readers = List.copyOf(path.readers());
            List<FittedChain> fitted = ChainFit.fitReaders(
                    readers.stream().map(n -> DenseChain.ofLayer(network, n, path::sign)).toList(),
                    given, readers.stream().map(n -> request(n, path)).toList());
            FeatureCodes codes = fitted.getFirst().features().orElseThrow();
            for (Decision decision : new InputDecisions(network, activations).of(path, codes, REASON)) {
                if (decision instanceof Decision.Activation activation) {
                    byTensor.put(activation.tensor(), activation);
                } else {
                    added.add(decision);
                }
            }
            for (int r = 0; r < readers.size(); r++) {
                Decision.Weights weights = weights(readers.get(r), fitted.get(r));
                byTensor.put(weights.tensor(), weights);
                biases.put(readers.get(r), bias(readers.get(r), fitted.get(r)));
            }
        }
        return replaced(byTensor, biases, added);
    }

    private Plan replaced(Map<Integer, Decision> byTensor, Map<Integer, Decision.Bias> biases, List<Decision> added) {
        var decisions = new ArrayList<>(added);
        Set<Integer> done = new HashSet<>();
        for (Decision old : plan.decisions()) {
            if (old instanceof Decision.Bias bias && biases.containsKey(bias.node())) {
                continue;
            }
            decisions.add(byTensor.getOrDefault(old.tensor(), old));
            done.add(old.tensor());
        }
        byTensor.forEach((tensor, decision) -> {
            if (!done.contains(tensor)) {
                decisions.add(decision);
            }
        });
        decisions.addAll(biases.values());
        return plan.withDecisions(decisions);
    }

    private FitRequest request(int node, FeaturePaths path) {
        Recipe recipe = plan.recipe();
        Decision.Activation output = activation(network.nodes().get(node).output());
        return new FitRequest(FeatureCodes.quantization(DType.INT8), List.of(output.quantization()), true, 0, false,
                recipe.perChannelWeights(), recipe.biasCorrection(), recipe.fitting(), 1, 1, 0,
                AskedRanges.domain(recipe, path::atLayers));
    }

    private Decision.Activation activation(int tensor) {
        return Objects.requireNonNull(activations.get(tensor));
    }

    private Decision.Weights weights(int n, FittedChain fitted) {
        int weights = network.nodes().get(n).input(FullyConnected.WEIGHTS);
        FittedChain.Layer layer = fitted.layers().getFirst();
        return new Decision.Weights(weights, network.tensor(weights).name(), 0, layer.bias().length,
                layer.weightScales(plan.recipe().perChannelWeights()), layer.weights(),
                "fitted to the layer's own output, offsets of the features' codes"
                        + " in the bias");
    }

    private Decision.Bias bias(int n, FittedChain fitted) {
        Node node = network.nodes().get(n);
        boolean has = node.hasInput(FullyConnected.BIAS);
        int tensor = node.input(has ? FullyConnected.BIAS : FullyConnected.WEIGHTS);
        FittedChain.Layer layer = fitted.layers().getFirst();
        Quantization in = fitted.input();
        float[] scales = layer.weightScales(plan.recipe().perChannelWeights());
        for (int c = 0; c < scales.length; c++) {
            scales[c] *= in.scale();
        }
        return new Decision.Bias(tensor, network.tensor(tensor).name() + (has ? "" : "_bias"), n, DType.INT32, scales,
                Arrays.copyOf(layer.bias(), layer.bias().length),
                "in units of the weight scale, with the features' offsets" + (has ? "" : "; the layer had none"));
    }
}
