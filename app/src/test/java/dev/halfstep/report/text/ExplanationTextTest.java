package dev.halfstep.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.explain.Explanation;
import dev.halfstep.explain.budget.ErrorBudget;
import dev.halfstep.explain.budget.ErrorBudget.Grouping;
import dev.halfstep.explain.codes.CodeUse;
import dev.halfstep.explain.subject.Advice;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.elementwise.Relu;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.report.ReportData;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExplanationTextTest {

    /** What a row gives may be a sequence: each of its values is an output of its own. */
    @Test
    void outputsOfSeveralAxes() {
        var builder = new Graph.Builder();
        int in = builder.add(TensorInfo.real("in", Shape.of(1, 2, 2)));
        int out = builder.add(TensorInfo.real("out", Shape.of(1, 2, 2)));
        builder.add(new Node(Relu.RELU, List.of(in), List.of(out)));
        Graph network = builder.inputs(List.of(in)).outputs(List.of(out)).build();
        Tensor rows = Tensor.of(Shape.of(2, 2, 2), 0.11f, 0.22f, 0.33f, 0.44f, 0.55f, 0.66f, 0.77f, 1);
        Graph model = Quantizer.apply(network,
                Quantizer.plan(network, Precision.FULL_INT8, DType.INT8, Recipe.TENSORFLOW, rows));
        Subject subject = Subject.ofOutputs(model, Optional.of(network), List.of(rows)).getFirst();
        var explanation = new Explanation(ErrorBudget.of(subject, Grouping.SOURCES), Optional.empty(),
                new CodeUse(2, List.of(), List.of(), List.of(),
                        List.of(new CodeUse.Few("output 3", 0, 1, 40), new CodeUse.Few("RELU", 1, 2, 64))),
                List.of(), Advice.Trials.NONE);
        String text = ExplanationText.of(new ReportData("m", "x", List.of(), List.of(), subject, explanation))
                .replace('\n', ' ');
        assertThat(text).contains("output 3 ", "rounding of the input",
                "output 3 takes only 1 value, where the float model gives 40 different ones.",
                "Layer 1 RELU gives only 2 different codes in 64 values.");
    }
}
