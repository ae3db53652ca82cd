package dev.halfstep.device;

import dev.halfstep.fixture.JudgedCase;
import dev.halfstep.fixture.RawValues;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Program;
import dev.halfstep.op.coding.Coding.Cast;
import dev.halfstep.op.move.Reshaping.Reshape;
import dev.halfstep.op.move.Selecting.Select;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import dev.halfstep.tflite.TfliteReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A model of one op as one that takes codes and gives codes. Inputs become one sample, whatever their first axis; those that are
 * no codes, such as indices, become constants, or are computed from codes of 16 bits. Truth values that come out choose between two
 * codes; other integers become codes of 16 bits.
 */
final class CodesNetwork {

    private static final Quantization SCALE = Quantization.perTensor(1, 0);

    private final Graph graph;
    private final Graph.Builder builder = new Graph.Builder();
    private final List<Integer> inputs = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();

    /** Inputs that are no codes, and are computed. */
    private final Set<Integer> computed;

    private CodesNetwork(Graph graph, Set<Integer> computed) {
        this.graph = graph;
        this.computed = computed;
    }

    /** The network of a case of integers, with as many of them computed as the op lets, if it differs from the other one. */
    static Optional<Graph> ofIntegers(JudgedCase judged) {
        Graph graph = TfliteReader.read(judged.model());
        if (!isOfIntegers(graph)) {
            return Optional.empty();
        }
        List<Value> values = RawValues.read(graph.inputTensors(), judged.inputs());
        var computed = new TreeSet<Integer>();
        for (int input : graph.inputs()) {
            if (!graph.tensor(input).dtype().isCode()) {
                computed.add(input);
                if (!isLegal(graph, computed, values)) {
                    computed.remove(input);
                }
            }
        }
        boolean differs = !computed.isEmpty() || graph.outputTensors().stream().anyMatch(CodesNetwork::isNumber);
        return differs && isLegal(graph, computed, values)
                ? Optional.of(new CodesNetwork(graph, computed).built(values))
                : Optional.empty();
    }

    private static boolean isOfIntegers(Graph graph) {
        return !graph.inputs().isEmpty() && Stream.concat(graph.inputTensors().stream(), graph.outputTensors().stream())
                .allMatch(tensor -> tensor.dtype().isInteger() && tensor.shape().elements() > 0
                        && tensor.quantization().map(q -> q.channels() == 1).orElse(true));
    }

    /** Some operands have to be the same in all runs. */
    private static boolean isLegal(Graph graph, Set<Integer> computed, List<Value> values) {
        try {
            Graph built = new CodesNetwork(graph, computed).built(values);
            return !built.inputs().isEmpty() && !Program.of(built).steps().isEmpty();
        } catch (Problem illegal) {
            return false;
        }
    }

    private static boolean isNumber(TensorInfo tensor) {
        return tensor.dtype() == DType.INT32 || tensor.dtype() == DType.INT64;
    }

    /** What goes into the network of a case of integers, as far as 16 bits hold it. */
    static byte[] integerInputs(JudgedCase judged, Graph network) {
        Graph graph = TfliteReader.read(judged.model());
        List<Value> values = RawValues.read(graph.inputTensors(), judged.inputs());
        // Those of the network have the names of the inputs that they stand for.
        return RawValues.bytes(network.inputTensors().stream().map(sample -> {
            int input = Integer.parseInt(sample.name().replace("sample", ""));
            Codes codes = (Codes) values.get(input);
            var raw = new long[codes.shape().elements()];
            Arrays.setAll(raw, i -> sample.dtype().saturate(codes.rawCode(i)));
            return (Value) Codes.of(sample.dtype(), sample.shape(), raw, sample.quantization().orElse(null));
        }).toList());
    }

    /** The network of a case, if codes go in and codes or truth values come out of it. */
    static Optional<Graph> of(JudgedCase judged) {
        Graph graph = TfliteReader.read(judged.model());
        return isOfCodes(graph)
                ? Optional.of(
                        new CodesNetwork(graph, Set.of()).built(RawValues.read(graph.inputTensors(), judged.inputs())))
                : Optional.empty();
    }

    private static boolean isOfCodes(Graph graph) {
        List<TensorInfo> codes = graph.inputTensors().stream().filter(tensor -> tensor.dtype().isCode()).toList();
        return !codes.isEmpty()
                && codes.stream().allMatch(tensor -> tensor.quantization().map(q -> q.channels() == 1).orElse(true))
                && graph.outputTensors().stream()
                        .allMatch(tensor -> tensor.dtype().isCode() || tensor.dtype() == DType.BOOL)
                && Stream.concat(graph.inputTensors().stream(), graph.outputTensors().stream())
                        .allMatch(tensor -> tensor.shape().elements() > 0);
    }

    /** What goes into the network of a case. */
    static byte[] inputs(JudgedCase judged) {
        Graph graph = TfliteReader.read(judged.model());
        List<Value> values = RawValues.read(graph.inputTensors(), judged.inputs());
        return RawValues.bytes(IntStream.range(0, values.size())
                .filter(i -> graph.inputTensors().get(i).dtype().isCode()).mapToObj(values::get).toList());
    }

    private Graph built(List<Value> values) {
        for (int t = 0; t < graph.tensors().size(); t++) {
            TensorInfo tensor = graph.tensor(t);
            int input = graph.inputs().indexOf(t);
            builder.add(input < 0 || tensor.dtype().isCode() || computed.contains(t) ? tensor
                    : tensor.withContents(values.get(input)));
        }
        for (int input : graph.inputs()) {
            if (graph.tensor(input).dtype().isCode()) {
                wholeSample(input, graph.tensor(input), graph.inputs().indexOf(input));
            } else if (computed.contains(input)) {
                TensorInfo codes = TensorInfo.codes("codes", DType.INT16, graph.tensor(input).shape(), SCALE);
                int tensor = builder.add(codes);
                wholeSample(tensor, codes, graph.inputs().indexOf(input));
                nodes.add(new Node(new Cast(), List.of(tensor), List.of(input)));
            }
        }
        nodes.addAll(graph.nodes());
        List<Integer> outputs = graph.outputs().stream().map(output -> graph.tensor(output).dtype() == DType.BOOL
                ? chosen(output) : isNumber(graph.tensor(output)) ? casted(output) : output).toList();
        nodes.forEach(builder::add);
        return builder.inputs(inputs).outputs(outputs).build();
    }

    /** An input with an axis before all others, which is that of samples. */
    private void wholeSample(int input, TensorInfo tensor, int number) {
        int[] extents = tensor.shape().toArray();
        int[] more = IntStream.concat(IntStream.of(1), Arrays.stream(extents)).toArray();
        int whole = builder.add(new TensorInfo("sample" + number, tensor.dtype(), Shape.of(more), Shape.of(more),
                tensor.quantization(), Optional.empty()));
        int shape = builder.add(TensorInfo.constant("shape",
                Codes.int32(Shape.of(extents.length), extents, null)));
        nodes.add(new Node(Reshape.toInput(), List.of(whole, shape), List.of(input)));
        inputs.add(whole);
    }

    private int casted(int integers) {
        int output = builder.add(TensorInfo.codes("cast", DType.INT16, graph.tensor(integers).shape(), SCALE));
        nodes.add(new Node(new Cast(), List.of(integers), List.of(output)));
        return output;
    }

    private int chosen(int truths) {
        int[] ends = IntStream.of(1, 0).map(code -> builder.add(TensorInfo.constant("code" + code,
                Codes.int8(Shape.of(), new byte[] {(byte) code}, SCALE)))).toArray();
        int output = builder.add(TensorInfo.codes("chosen", DType.INT8, graph.tensor(truths).shape(), SCALE));
        nodes.add(new Node(new Select(true), List.of(truths, ends[0], ends[1]), List.of(output)));
        return output;
    }
}
