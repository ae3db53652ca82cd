package dev.halfstep.quantize.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.op.Activation;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.op.move.Joining.Pack;
import dev.halfstep.op.move.Reshaping.Reshape;
import dev.halfstep.op.move.Reshaping.ShapeOf;
import dev.halfstep.op.move.StridedSlice;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A reshape to the size of the batch, behind which a converter leaves all extents open. */
class OpenShapesTest {

    private static Graph network() {
        var b = new Graph.Builder();
        int x = b.add(TensorInfo.real("x", Shape.of(1, 6)).withOpenBatch());
        int shape = b.add(integers("shape", 2));
        int batch = b.add(integers("batch"));
        int wanted = b.add(integers("wanted", 3));
        int open = b.add(open("open", Shape.UNKNOWN, Shape.UNKNOWN, Shape.UNKNOWN));
        int w = b.add(TensorInfo.constant("w", Tensor.of(Shape.of(2, 3), 1, 2, 3, -1, 0, 1)));
        int y = b.add(open("y", Shape.UNKNOWN, Shape.UNKNOWN, 2));
        b.add(new Node(new ShapeOf(false), List.of(x), List.of(shape)));
        b.add(new Node(new StridedSlice(0, 0, 0, 0, 1, false),
                List.of(shape, b.add(fixed(0)), b.add(fixed(1)), b.add(fixed(1))), List.of(batch)));
        b.add(new Node(new Pack(3, 0), List.of(batch, b.add(scalar(2)), b.add(scalar(3))), List.of(wanted)));
        b.add(new Node(new Reshape(List.of()), List.of(x, wanted), List.of(open)));
        b.add(new Node(new FullyConnected(Activation.NONE, true, false), List.of(open, w), List.of(y)));
        return b.inputs(List.of(x)).outputs(List.of(y)).build();
    }

    private static TensorInfo integers(String name, int... extents) {
        Shape shape = Shape.of(extents);
        return new TensorInfo(name, DType.INT32, shape, shape, Optional.empty(), Optional.empty());
    }

    private static TensorInfo open(String name, int... signature) {
        int[] ones = signature.clone();
        for (int i = 0; i < ones.length; i++) {
            ones[i] = Math.max(1, ones[i]);
        }
        return new TensorInfo(name, DType.FLOAT32, Shape.of(ones), Shape.of(signature), Optional.empty(),
                Optional.empty());
    }

    private static TensorInfo fixed(int value) {
        return TensorInfo.constant("fixed", Codes.int32(Shape.of(1), new int[] {value}, null));
    }

    private static TensorInfo scalar(int value) {
        return TensorInfo.constant("scalar", Codes.int32(Shape.of(), new int[] {value}, null));
    }

    @Test
    void areFilledWithWhatTheyAreWhenTheModelRuns() {
        Graph filled = Quantizer.floatNetwork(network());
        assertThat(filled.outputTensors().getFirst().shape()).isEqualTo(Shape.of(1, 2, 2));
        assertThat(filled.outputTensors().getFirst().signature()).isEqualTo(Shape.of(-1, -1, 2));
    }

    @Test
    void modelsWithThemAreQuantizedAndRunOnAnyBatch() {
        Tensor rows = Rows.normal(4, 40, 6);
        Graph network = Quantizer.floatNetwork(TfliteReader.read(TfliteWriter.toBytes(network())));
        Graph model = Quantizer.apply(network,
                Quantizer.plan(network, Precision.INT8, DType.FLOAT32, Recipe.DEFAULT, rows));
        float[] expected = ((Tensor) SampleRunner.of(network).run(List.of(rows)).getFirst()).values();
        Graph read = TfliteReader.read(TfliteWriter.toBytes(model));
        assertThat(((Tensor) SampleRunner.of(read).run(List.of(rows)).getFirst()).values()).containsExactly(expected,
                within(0.5f));
    }

    /** What is declared of the weights says nothing; the shapes of a run do. */
    @Test
    void weightsMayBeLeftOpen() {
        var b = new Graph.Builder();
        int x = b.add(TensorInfo.real("x", Shape.of(1, 3)));
        int half = b.add(TensorInfo.constant("half", Tensor.half(Shape.of(2, 3), 1, 2, 3, 4, 5, 6)));
        int open = b.add(TensorInfo.real("open", Shape.of()));
        int y = b.add(TensorInfo.real("y", Shape.of(1, 2)));
        b.add(new Node(new Dequantize(), List.of(half), List.of(open)));
        b.add(new Node(FullyConnected.with(Activation.NONE), List.of(x, open), List.of(y)));
        Graph graph = b.inputs(List.of(x)).outputs(List.of(y)).build();
        Tensor row = Tensor.of(Shape.of(1, 3), 1, 1, 1);
        assertThat(((Tensor) SampleRunner.of(graph).run(List.of(row)).getFirst()).values()).containsExactly(6, 15);
    }
}
