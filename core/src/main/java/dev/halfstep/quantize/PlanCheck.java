package dev.halfstep.quantize;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.NetworkDigest;
import dev.halfstep.graph.Node;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;

/** Makes sure, before a plan is applied, that it is one of this network: plans may come from files. */
final class PlanCheck {

    private static final String REMEDY =
            "Make a plan of this network, or apply this one to the float network that it was made for.";

    private final Graph network;

    private PlanCheck(Graph network) {
        this.network = network;
    }

    /**
     * Refuses a plan of another network, and decisions that this one has no tensors or nodes for.
     *
     * @throws Problem if there is such a thing
     */
    static void check(Graph network, Plan plan) {
        String digest = NetworkDigest.of(network);
        if (!digest.equals(plan.network())) {
            throw Problem.of("the plan was made for another network: " + difference(network, plan, digest))
                    .remedy(REMEDY);
        }
        var check = new PlanCheck(network);
        plan.decisions().forEach(check::requireFit);
    }

    /** What tells the networks apart, as far as the plan knows. */
    private static String difference(Graph network, Plan plan, String digest) {
        for (Decision decision : plan.decisions()) {
            int t = decision.tensor();
            if (t >= network.tensors().size()) {
                return "this one has " + network.tensors().size() + " tensors, and none " + t + " "
                        + Quoted.of(decision.name());
            }
            if (!network.tensor(t).name().equals(decision.name())) {
                return "here tensor " + t + " is " + Quoted.of(network.tensor(t).name()) + ", not "
                        + Quoted.of(decision.name());
            }
        }
        return "weights, shapes or options differ (its digest is " + plan.network() + ", that of this one " + digest
                + ")";
    }

    private void requireFit(Decision decision) {
        require(decision.tensor() < network.tensors().size(), decision, "there is no such tensor");
        TensorInfo tensor = network.tensor(decision.tensor());
        switch (decision) {
            case Decision.Keep keep -> {}
            case Decision.Real real -> requireNode(real, real.node());
            case Decision.Folded folded -> requireFoldable(folded);
            case Decision.Half half -> requireConstant(half, tensor);
            case Decision.Activation activation -> require(activation.dtype().isCode(), activation,
                    "it cannot become codes of type " + activation.dtype().label());
            case Decision.InputCodes codes -> requireWidth(codes, tensor, codes.codes().features());
            case Decision.RowsLeftOut left -> {}
            case Decision.CarriedOut carried -> {}
            case Decision.OutputCopies copies -> require(tensor.shape().rank() > 0, copies, "it has no columns");
            case Decision.Weights weights -> requireFit(weights, tensor);
            case Decision.Bias bias -> requireFit(bias, tensor);
        }
    }

    private void requireFit(Decision.Weights weights, TensorInfo tensor) {
        requireConstant(weights, tensor);
        weights.nodes().forEach(node -> requireNode(weights, node));
        int codes = weights.codes().length;
        boolean dense = tensor.shape().rank() == 2 && weights.axis() == 0;
        require(weights.axis() < tensor.shape().rank(), weights, "it has no axis " + weights.axis());
        require(dense ? codes % weights.outputs() == 0 : codes == tensor.shape().elements(), weights,
                codes + " codes do not fill it");
        require(weights.scales().length == 1 || weights.scales().length == weights.outputs(), weights,
                weights.scales().length + " scales do not go with " + weights.outputs() + " outputs");
    }

    private void requireFit(Decision.Bias bias, TensorInfo tensor) {
        requireConstant(bias, tensor);
        requireNode(bias, bias.node());
        require(bias.dtype() == DType.INT32 || bias.dtype() == DType.INT64, bias,
                "it cannot become a bias of type " + bias.dtype().label());
        require(bias.scales().length == 1 || bias.scales().length == bias.codes().length, bias,
                bias.scales().length + " scales do not go with " + bias.codes().length + " codes");
    }

    private void requireConstant(Decision decision, TensorInfo tensor) {
        require(tensor.isConstant() && tensor.dtype() == DType.FLOAT32, decision, "it is no constant of type float32");
    }

    private void requireNode(Decision decision, int node) {
        require(node < network.nodes().size(), decision, "there is no node " + node);
    }

    private void requireFoldable(Decision.Folded folded) {
        requireNode(folded, folded.node());
        Node node = network.nodes().get(folded.node());
        require(node.outputs().equals(List.of(folded.tensor())), folded,
                "node " + folded.node() + " does not write it");
        require(node.inputs().stream().filter(t -> t != Node.ABSENT && !network.tensor(t).isConstant()).count() == 1,
                folded, "node " + folded.node() + " cannot be folded into another");
    }

    private void requireWidth(Decision decision, TensorInfo tensor, int features) {
        require(tensor.shape().rank() > 0 && tensor.shape().lastExtent() == features, decision,
                "it does not have " + features + " features");
    }

    private static void require(boolean holds, Decision decision, String otherwise) {
        if (!holds) {
            throw Problem.of(otherwise).at("tensor " + decision.tensor() + " " + Quoted.of(decision.name())).at("plan")
                    .remedy(REMEDY);
        }
    }
}
