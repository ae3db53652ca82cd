package dev.halfstep.tflite;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.problem.Causes;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Reads one of the networks of a file. What is not supported in it is gathered, so that all of it can be told at once. */
final class SubgraphReader {

    /** Ops on variables that keep a state from one run to the next. */
    private static final Set<String> VARIABLES = Set.of("CALL_ONCE", "VAR_HANDLE", "READ_VARIABLE", "ASSIGN_VARIABLE");

    private final List<Table> codes;
    private final TensorReader tensors;
    private final Causes causes = new Causes();
    /** Tensors of the network that is read whose types are not supported. */
    private final Set<Integer> lost = new HashSet<>();

    /** Its tensors of float64. */
    private final Set<Integer> doubles = new HashSet<>();
    /** By op. */
    private final Map<String, Problem> unsupported = new HashMap<>();

    SubgraphReader(Table model, FileBuffers buffers) {
        codes = model.tables(Slots.MODEL_OPERATOR_CODES);
        tensors = new TensorReader(buffers);
    }

    /**
     * What was not supported in all that was read.
     *
     * @throws Problem if there was anything
     */
    void requireSupport() {
        causes.throwIfAny();
    }

    /**
     * A network, without what is not supported.
     *
     * @param place as messages name it; empty if it needs no name
     * @throws Problem if it is damaged
     */
    Subgraph read(Table subgraph, String place) {
        lost.clear();
        doubles.clear();
        var own = new Causes();
        List<Integer> inputs = indices(subgraph.ints(Slots.SUBGRAPH_INPUTS));
        List<Subgraph.Step> steps = steps(subgraph, own);
        List<TensorInfo> infos = tensors(subgraph, filled(inputs, steps), own);
        Subgraph read = new Subgraph(place, infos, steps, inputs, indices(subgraph.ints(Slots.SUBGRAPH_OUTPUTS)));
        boolean hasEdges = !doubles.isEmpty() || infos.stream().anyMatch(info -> info.dtype() == DType.FLOAT16);
        if (hasEdges) {
            read = new EdgeTypes(read, doubles).resolved(own);
        }
        if (!own.isEmpty()) {
            addUnsupported(read, own);
            causes.addAll(own, place);
        }
        return read;
    }

    private List<TensorInfo> tensors(Table subgraph, Set<Integer> filled, Causes own) {
        List<Table> tables = subgraph.tables(Slots.SUBGRAPH_TENSORS);
        var infos = new ArrayList<TensorInfo>();
        for (int t = 0; t < tables.size() && !own.areMany(); t++) {
            Table table = tables.get(t);
            boolean known = !filled.contains(t);
            String place = "tensor " + t + " '" + table.string(Slots.TENSOR_NAME) + "'";
            Optional<TensorInfo> info = supported(place, own, () -> tensors.read(table, known));
            infos.add(info.orElseGet(() -> TensorInfo.real("", Shape.of())));
            if (info.isEmpty()) {
                lost.add(t);
            } else if (tensors.isDouble(table)) {
                doubles.add(t);
            }
        }
        return List.copyOf(infos);
    }

    /** Tensors that get their contents at the run, or have none. */
    private static Set<Integer> filled(List<Integer> inputs, List<Subgraph.Step> steps) {
        var filled = new HashSet<>(inputs);
        for (Subgraph.Step step : steps) {
            filled.addAll(step.outputs());
            if (step instanceof Subgraph.Apply apply) {
                filled.addAll(apply.node().intermediates());
            }
        }
        return filled;
    }

    private List<Subgraph.Step> steps(Table subgraph, Causes own) {
        var steps = new ArrayList<Subgraph.Step>();
        List<Table> operators = subgraph.tables(Slots.SUBGRAPH_OPERATORS);
        for (int n = 0; n < operators.size() && !own.areMany(); n++) {
            Table operator = operators.get(n);
            int index = n;
            supported("node " + n, own, () -> step(operator, index)).ifPresent(steps::add);
        }
        return List.copyOf(steps);
    }

    private Subgraph.Step step(Table operator, int index) {
        int code = operator.index(Slots.OPERATOR_CODE_INDEX);
        if (code >= codes.size()) {
            throw Problem.model("there is no operator code " + code + "; the file has " + codes.size());
        }
        int number = number(codes.get(code));
        List<Integer> inputs = indices(operator.ints(Slots.OPERATOR_INPUTS));
        List<Integer> outputs = indices(operator.ints(Slots.OPERATOR_OUTPUTS));
        return switch (OpTypes.name(number)) {
            case "STABLEHLO_COMPOSITE" -> new Subgraph.Call(index, Subgraph.Kind.COMPOSITE,
                    subgraphs(operator.table(Slots.OPERATOR_OPTIONS_2), Slots.COMPOSITE_SUBGRAPH), inputs, outputs);
            case "WHILE" -> new Subgraph.Call(index, Subgraph.Kind.WHILE, subgraphs(
                    operator.table(Slots.OPERATOR_OPTIONS), Slots.WHILE_CONDITION, Slots.WHILE_BODY), inputs, outputs);
            case "IF" -> new Subgraph.Call(index, Subgraph.Kind.IF,
                    subgraphs(operator.table(Slots.OPERATOR_OPTIONS), Slots.IF_THEN, Slots.IF_ELSE), inputs, outputs);
            default -> new Subgraph.Apply(index, new Node(op(operator, number, codes.get(code)), inputs, outputs,
                    indices(operator.ints(Slots.OPERATOR_INTERMEDIATES))));
        };
    }

    /** Indices of networks in the options of a call. */
    private static List<Integer> subgraphs(Optional<Table> options, int... slots) {
        Table table = options.orElseThrow(() -> Problem.model("it does not say which subgraph it calls"));
        return Arrays.stream(slots).mapToObj(slot -> table.int32(slot, 0)).toList();
    }

    /** There may be as many nodes of one op as a file has room for, and a problem for each takes its time. */
    private Op op(Table operator, int number, Table code) {
        if (!OpTypes.has(number)) {
            String custom = OpTypes.isCustom(number) ? code.string(Slots.OPERATOR_CODE_CUSTOM) : "";
            throw unsupported.computeIfAbsent(number + custom, none -> unsupported(number, custom));
        }
        OpType type = OpTypes.of(number);
        // TFLite takes options of another op for none.
        Optional<Table> options = operator.table(Slots.OPERATOR_OPTIONS)
                .filter(table -> operator.int8(Slots.OPERATOR_OPTIONS_TYPE, 0) == type.optionsType());
        return type.reader().read(new TableOptions(options));
    }

    private static Problem unsupported(int number, String custom) {
        if (OpTypes.isCustom(number)) {
            return Problem.model("the custom op '" + custom + "' is not supported")
                    .remedy("Convert the model with built-in ops only.");
        }
        Problem problem = Problem.model("the op " + OpTypes.name(number) + " is not supported");
        return VARIABLES.contains(OpTypes.name(number))
                ? problem.remedy(
                        "Convert it from a Keras model or a SavedModel whose variables no layer changes while it"
                                + " runs: those become constants.")
                : problem;
    }

    /** Files from before the 127th op have the number in the old byte only, later ones in both or in the new field. */
    private static int number(Table code) {
        return Math.max(code.int8(Slots.OPERATOR_CODE_DEPRECATED, 0), code.int32(Slots.OPERATOR_CODE_BUILTIN, 0));
    }

    /** Adds those of the nodes whose tensors were understood that have no kernel for them. */
    private void addUnsupported(Subgraph read, Causes own) {
        for (Subgraph.Step step : read.steps()) {
            if (step instanceof Subgraph.Apply(int index, Node node) && !own.areMany()
                    && Stream.of(node.inputs().stream().filter(t -> t != Node.ABSENT).toList(), node.outputs(),
                            node.intermediates())
                            .allMatch(tensors -> understood(tensors, read))) {
                try {
                    node.op().type().check(Graph.operands(node, read.tensors()));
                } catch (Problem problem) {
                    own.add(problem, "node " + index + " " + node.op().name());
                }
            }
        }
    }

    private boolean understood(List<Integer> indices, Subgraph read) {
        return indices.stream().allMatch(t -> t >= 0 && t < read.tensors().size() && !lost.contains(t));
    }

    /** A part of the network; empty where it is not supported, which is noted. What is damaged has a place of its own already. */
    private static <T> Optional<T> supported(String place, Causes causes, Supplier<T> part) {
        try {
            return Optional.of(part.get());
        } catch (Problem problem) {
            if (!problem.places().isEmpty()) {
                throw problem.at(place);
            }
            causes.add(problem, place);
            return Optional.empty();
        }
    }

    static List<Integer> indices(int[] ints) {
        var boxed = new Integer[ints.length];
        Arrays.setAll(boxed, i -> ints[i]);
        return List.of(boxed);
    }
}
