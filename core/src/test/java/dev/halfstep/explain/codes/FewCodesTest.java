package dev.halfstep.explain.codes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.explain.codes.CodeUse.Few;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.graph.Graph;
import dev.halfstep.op.Activation;
import dev.halfstep.quantize.Precision;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FewCodesTest {

    private static Tensor column(float... values) {
        return Tensor.of(Shape.of(values.length, 1), values);
    }

    /** Twice the input, in two layers. */
    private static Graph twice() {
        var builder = new NetworkBuilder(1);
        int x = builder.input(1);
        int hidden = builder.dense(x, builder.weights(1, 1f), builder.bias(0f), Activation.RELU);
        return builder.build(builder.dense(hidden, builder.weights(1, 2f), builder.bias(0f), Activation.NONE));
    }

    private static Subject subject(Graph model, Graph network, Tensor rows) {
        return Subject.of(model, Optional.of(network), rows, Subject.numbered(rows.shape().extent(0)),
                Optional.empty(), Units.of(model));
    }

    private static Tensor between0And1() {
        float[] values = new float[40];
        IntStream.range(0, 40).forEach(i -> values[i] = i / 40f);
        return column(values);
    }

    /** With steps of about 4 the hidden layer gives but one code, and so does the output. */
    @Test
    void outputsAndLayersThatKeepNothing() {
        Graph network = twice();
        Graph model = Quantized.plain(network, Precision.FULL_INT8, DType.INT8, column(0, 1000));
        List<Few> few = CodeUseCheck.check(subject(model, network, between0And1())).few();
        assertThat(few).containsExactly(new Few("output 0", 0, 1, 40), new Few("FULLY_CONNECTED", 1, 1, 40));
    }

    @Test
    void ordinaryCodesAreNotFew() {
        Graph network = twice();
        Graph model = Quantized.plain(network, Precision.FULL_INT8, DType.INT8, column(0, 1));
        assertThat(CodeUseCheck.check(subject(model, network, between0And1())).few()).isEmpty();
    }

    /** Where the float model itself gives but a few values, nothing is lost. */
    @Test
    void fewValuesOfTheFloatModel() {
        Graph network = twice();
        Graph model = Quantized.plain(network, Precision.FULL_INT8, DType.INT8, column(0, 1));
        assertThat(CodeUseCheck.checkOutput(subject(model, network, column(0, 0, 1, 1, 0, 1, 1, 0))).few()).isEmpty();
    }
}
