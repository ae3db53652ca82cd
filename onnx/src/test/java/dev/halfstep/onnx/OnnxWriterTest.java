package dev.halfstep.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.conv.Conv2D;
import dev.halfstep.op.conv.Padding;
import dev.halfstep.op.conv.Resize;
import dev.halfstep.op.elementwise.Arithmetic;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a network becomes in ONNX; that runtimes compute the same is judged in {@code conformance}. */
class OnnxWriterTest {

    private static final Shape IMAGE = Shape.of(1, 4, 4, 2);

    private static Graph chain(TensorInfo input, List<Op> ops, List<TensorInfo> operands) {
        var graph = new Graph.Builder();
        int current = graph.add(input);
        graph.inputs(List.of(current));
        List<Integer> others = operands.stream().map(graph::add).toList();
        for (int n = 0; n < ops.size(); n++) {
            int output = graph.add(TensorInfo.real("y" + n, input.shape()));
            var inputs = new java.util.ArrayList<>(List.of(current));
            inputs.addAll(ops.get(n) instanceof UnaryFunction ? List.of() : others);
            graph.add(new Node(ops.get(n), inputs, List.of(output)));
            current = output;
        }
        return graph.outputs(List.of(current)).build();
    }

    private static GraphProto written(Graph network, OnnxOptions options) throws InvalidProtocolBufferException {
        return ModelProto.parseFrom(OnnxWriter.toBytes(network, options)).getGraph();
    }

    private static List<String> ops(GraphProto graph) {
        return graph.getNodeList().stream().map(NodeProto::getOpType).toList();
    }

    private static Conv2D conv() {
        return new Conv2D(false, Padding.SAME, 1, 1, 1, 1, Activation.RELU);
    }

    /** Convolutions in a row, with functions between them, are transposed at both ends alone. */
    @Test
    void transpositionsThatUndoEachOtherAreNotThere() throws InvalidProtocolBufferException {
        List<TensorInfo> filter = List.of(
                TensorInfo.constant("w", Tensor.of(Shape.of(2, 3, 3, 2), new float[36])),
                TensorInfo.constant("b", Tensor.of(Shape.of(2), 1, 2)));
        Graph network = chain(TensorInfo.real("x", IMAGE), List.of(conv(), UnaryFunction.TANH, conv(), conv()), filter);
        assertThat(ops(written(network, OnnxOptions.defaults()))).containsExactly("Transpose", "Conv", "Relu", "Tanh",
                "Conv", "Relu", "Conv", "Relu", "Transpose");
    }

    @Test
    void openBatchAndNamesStay() throws InvalidProtocolBufferException {
        Graph network = chain(TensorInfo.real("in:0", Shape.of(1, 3)).withOpenBatch(),
                List.of(UnaryFunction.TANH, UnaryFunction.ABS), List.of());
        GraphProto graph = written(network, OnnxOptions.defaults());
        assertThat(graph.getInput(0).getName()).isEqualTo("in:0");
        assertThat(graph.getInput(0).getType().getTensorType().getShape().getDim(0).getDimParam()).isEqualTo("batch");
        assertThat(graph.getOutput(0).getName()).isEqualTo("y1");
        assertThat(graph.getNodeList()).extracting(node -> node.getOutput(0)).containsExactly("y0", "y1");
    }

    /** Weights are codes of 8 bits, with a scale for each output. */
    @Test
    void weightCodesAreThoseOfTheModel() throws InvalidProtocolBufferException {
        var graph = new Graph.Builder();
        int input = graph.add(TensorInfo.codes("x", DType.INT8, IMAGE, Quantization.perTensor(0.5f, 3)));
        Quantization scales = Quantization.perChannel(new float[] {0.25f, 0.5f}, new long[2], 0);
        int weights = graph
                .add(TensorInfo.constant("w", Codes.int8(Shape.of(2, 1, 1, 2), new byte[] {-127, 5, 0, 127}, scales)));
        int bias = graph.add(TensorInfo.constant("b", Codes.int32(Shape.of(2), new int[] {7, -9}, null)));
        int output = graph.add(TensorInfo.codes("y", DType.INT8, IMAGE, Quantization.perTensor(0.75f, -128)));
        Graph network = graph.inputs(List.of(input)).outputs(List.of(output))
                .add(new Node(conv(), List.of(input, weights, bias), List.of(output))).build();

        GraphProto signed = written(network, OnnxOptions.defaults().withSignedWeights());
        assertThat(constant(signed, "w")).containsExactly(-127, 5, 0, 127);
        assertThat(ops(signed)).doesNotContain("Relu").endsWith("Conv", "QuantizeLinear", "Transpose");
        GraphProto shifted = written(network, OnnxOptions.defaults());
        assertThat(constant(shifted, "w")).containsExactly(1, (byte) 133, (byte) 128, (byte) 255);
        assertThat(ops(written(network, OnnxOptions.defaults().withForm(OnnxForm.QLINEAR))))
                .containsExactly("Transpose", "QLinearConv", "Transpose");
    }

    private static byte[] constant(GraphProto graph, String name) {
        return graph.getInitializerList().stream().filter(tensor -> tensor.getName().equals(name)).findFirst()
                .orElseThrow().getRawData().toByteArray();
    }

    /** All that cannot be said is named at once. */
    @Test
    void refusesByName() {
        var both = new Resize(false, true, true);
        Graph network = chain(TensorInfo.real("x", IMAGE), List.of(both, UnaryFunction.TANH, both),
                List.of(TensorInfo.constant("size", Codes.int32(Shape.of(2), new int[] {4, 4}, null))));
        assertThatThrownBy(() -> OnnxWriter.toBytes(network, OnnxOptions.defaults())).isInstanceOf(Problem.class)
                .hasMessageContaining("'y0': RESIZE_NEAREST_NEIGHBOR cannot be said in ONNX")
                .hasMessageContaining("'y2': RESIZE_NEAREST_NEIGHBOR cannot be said in ONNX");
    }

    @Test
    void refusesStates() {
        Graph network =
                chain(TensorInfo.real("x", IMAGE), List.of(new Arithmetic(Arithmetic.Kind.ADD, Activation.NONE, false)),
                        List.of(TensorInfo.real("before", IMAGE).asVariable()));
        assertThatThrownBy(() -> OnnxWriter.toBytes(network, OnnxOptions.defaults())).isInstanceOf(Problem.class)
                .hasMessageContaining("'y0'").hasMessageContaining("'before', a state, of which ONNX has none");
    }

    @Test
    void refusesOptionsWithoutEffect() {
        Graph network = chain(TensorInfo.real("x", IMAGE), List.of(UnaryFunction.TANH), List.of());
        for (OnnxOptions options : List.of(OnnxOptions.defaults().withRealEdges(),
                OnnxOptions.defaults().withSignedWeights(), OnnxOptions.defaults().withForm(OnnxForm.EXACT))) {
            assertThatThrownBy(() -> OnnxWriter.toBytes(network, options)).isInstanceOf(Problem.class)
                    .hasMessageContaining("no effect here");
        }
        assertThatThrownBy(() -> OnnxWriter.toBytes(network, OnnxOptions.defaults().withPipeline()))
                .isInstanceOf(Problem.class).hasMessageContaining("carries no pipeline");
    }
}
