package dev.halfstep.quantize;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.NetworkDigest;
import dev.halfstep.graph.Node;
import dev.halfstep.tensor.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every decision of a quantization, with its reason: to be printed, saved, compared, and then applied.
 *
 * @param network what the network is known by that the plan was made for, and is applied to: the SHA-256 digest, as 64 hexadecimal
 *        digits, of its tensors, weights, ops, options, inputs and outputs, but not of names and metadata
 * @param edge the type at the model's inputs and outputs
 * @param calibrationRows how many rows the ranges come from; 0 where none were needed
 * @param decisions one for each tensor that changes or could have changed
 * @param choice what was tried before this recipe was chosen; {@code null}, and left out of the JSON, where nothing was
 */
public record Plan(String network, Precision precision, DType edge, Recipe recipe, long calibrationRows,
        List<Decision> decisions, @Nullable Choice choice) {

    public Plan {
        decisions = List.copyOf(decisions);
    }

    /** A plan for a recipe that was given, not searched for. */
    public Plan(String network, Precision precision, DType edge, Recipe recipe, long calibrationRows,
            List<Decision> decisions) {
        this(network, precision, edge, recipe, calibrationRows, decisions, null);
    }

    /** This plan with an account of how its recipe was chosen. */
    public Plan withChoice(Choice made) {
        return new Plan(network, precision, edge, recipe, calibrationRows, decisions, made);
    }

    /**
     * The decisions of a kind, by tensor. Layers that share weights or a bias may have their own: see {@link #weightsByNode} and
     * {@link #biasByNode}.
     */
    <D extends Decision> Map<Integer, D> byTensor(Class<D> kind) {
        return index(kind, Decision::tensor);
    }

    /** The decisions about weights, by the layer they are for. */
    Map<Integer, Decision.Weights> weightsByNode(Graph network) {
        Map<Integer, List<Decision.Weights>> byTensor = decisions.stream().filter(Decision.Weights.class::isInstance)
                .map(Decision.Weights.class::cast).collect(Collectors.groupingBy(Decision.Weights::tensor));
        Map<Integer, Decision.Weights> byNode = new HashMap<>();
        for (int n = 0; n < network.nodes().size(); n++) {
            int node = n;
            Node layer = network.nodes().get(n);
            layer.op().quantization().weights()
                    .flatMap(rule -> byTensor.getOrDefault(layer.input(rule.weights()), List.of()).stream()
                            .filter(weights -> weights.isFor(node)).findFirst())
                    .ifPresent(weights -> byNode.put(node, weights));
        }
        return byNode;
    }

    /** The nodes that stay in float between integer ones. */
    Set<Integer> realNodes() {
        return index(Decision.Real.class, Decision.Real::node).keySet();
    }

    /** The nodes that are folded into the layers behind them. */
    Set<Integer> foldedNodes() {
        return index(Decision.Folded.class, Decision.Folded::node).keySet();
    }

    /** The decisions about biases, by the layer they are for. */
    Map<Integer, Decision.Bias> biasByNode() {
        return index(Decision.Bias.class, Decision.Bias::node);
    }

    private <D extends Decision> Map<Integer, D> index(Class<D> kind, Function<? super D, Integer> key) {
        return decisions.stream().filter(kind::isInstance).map(kind::cast)
                .collect(Collectors.toMap(key, Function.identity(), (first, second) -> first));
    }

    /** This plan with one decision in place of another. */
    Plan replacing(Decision old, Decision decision) {
        return new Plan(network, precision, edge, recipe, calibrationRows,
                decisions.stream().map(d -> d.equals(old) ? decision : d).toList(), choice);
    }

    /** This plan for a network that computes the same as the one that it was made for, with another account of how. */
    Plan forNetwork(Graph other, Recipe stated) {
        return new Plan(NetworkDigest.of(other), precision, edge, stated, calibrationRows, decisions, choice);
    }

    Plan withEdge(DType other) {
        return new Plan(network, precision, other, recipe, calibrationRows, decisions, choice);
    }

    /** Whether the plan changes anything. */
    public boolean changesNothing() {
        return decisions.stream().allMatch(Decision.Keep.class::isInstance);
    }

    /** This plan with other decisions, whose recipe was not searched for. */
    Plan withDecisions(List<Decision> others) {
        return new Plan(network, precision, edge, recipe, calibrationRows, others);
    }

    /** This plan with one more decision. */
    Plan and(Decision decision) {
        var all = new ArrayList<>(decisions);
        all.add(decision);
        return withDecisions(all);
    }

    /** The rows that had no part in ranges and codes, where some were left out. */
    public Optional<Decision.RowsLeftOut> rowsLeftOut() {
        return decisions.stream().filter(Decision.RowsLeftOut.class::isInstance).map(Decision.RowsLeftOut.class::cast)
                .findFirst();
    }

    /** This plan as indented JSON. */
    public String toJson() {
        return PlanJson.write(this);
    }

    /**
     * A plan from its JSON form.
     *
     * @throws dev.halfstep.problem.Problem that names the field, if the text is not what {@link #toJson} makes of a plan, or was
     *         written by a newer version of Halfstep
     */
    public static Plan fromJson(String json) {
        return PlanJson.read(json);
    }
}
