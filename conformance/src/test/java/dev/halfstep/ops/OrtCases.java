package dev.halfstep.ops;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.onnx.OnnxForm;
import dev.halfstep.onnx.OnnxOptions;
import dev.halfstep.onnx.OnnxWriter;
import dev.halfstep.ort.Agreement;
import dev.halfstep.ort.OrtJudge;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Some of the cases of one op, as ONNX in ONNX Runtime: each is refused as is known here, or gives floats to 1e-6 of the largest and codes of 8
 * bits that are at most one off. Codes of 16 bits need but run: float32 makes other sums of them, and overflowing ones otherwise.
 */
final class OrtCases {

    /** Of so many cases one is run. */
    private static final int EVERY = 32;
    private static final double FLOAT_TOLERANCE = 1e-6;
    /**
     * What is computed otherwise: casts and products of integers beyond their types, quotients of codes that fixed point has by a
     * reciprocal.
     */
    private static final Set<String> OTHERWISE = Set.of("CAST", "REDUCE_PROD", "DIV");

    /** All that is refused of these cases, each with the type of what goes in first. */
    private static final Set<String> REFUSED = Set.of(
            "FLOAT32 DYNAMIC_UPDATE_SLICE cannot be said in ONNX here: 'input2' is computed, and ONNX takes it fixed",
            "FLOAT32 RESIZE_NEAREST_NEIGHBOR cannot be said in ONNX here: corners stay where they are, and the middles of elements count",
            "FLOAT32 TRANSPOSE_CONV cannot be said in ONNX here: its result reaches further than its filter does",
            "FLOAT32 UNIDIRECTIONAL_SEQUENCE_LSTM cannot be said in ONNX here: it normalizes its gates",
            "FLOAT32 UNIDIRECTIONAL_SEQUENCE_LSTM cannot be said in ONNX here: it projects its outputs",
            "FLOAT32 UNIDIRECTIONAL_SEQUENCE_LSTM cannot be said in ONNX here: its cells are clipped",
            "FLOAT32 UNIDIRECTIONAL_SEQUENCE_LSTM cannot be said in ONNX here: its cells are limited by RELU6",
            "FLOAT32 UNIDIRECTIONAL_SEQUENCE_LSTM cannot be said in ONNX here: its cells are limited by RELU_N1_TO_1",
            "INT16 ADD cannot be said in ONNX here: an activation of integers of 16 bits that are no codes",
            "INT16 DYNAMIC_UPDATE_SLICE cannot be said in ONNX here: 'input2' is computed, and ONNX takes it fixed",
            "INT16 MUL cannot be said in ONNX here: an activation of integers of 16 bits that are no codes",
            "INT16 ONNX makes no codes of int32",
            "INT64 DYNAMIC_UPDATE_SLICE cannot be said in ONNX here: 'input2' is computed, and ONNX takes it fixed",
            "INT8 SOFTMAX cannot be said in ONNX here: it makes codes of 16 bits of codes of 8",
            "INT8 UNIDIRECTIONAL_SEQUENCE_LSTM cannot be said in ONNX here: it computes with codes on the way",
            "UINT8 SOFTMAX cannot be said in ONNX here: it makes codes of 16 bits of codes of 8");

    private OrtCases() {}

    /** Runs some of the cases, where ONNX Runtime may run. */
    static void assertAlike(List<OpCase> cases) {
        if (!OrtJudge.isAllowed()) {
            return;
        }
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < cases.size(); i += EVERY) {
            Graph graph = cases.get(i).graph();
            for (OnnxForm form : OnnxWriter.hasCodes(graph) ? OnnxForm.values() : new OnnxForm[] {OnnxForm.QDQ}) {
                String difference = difference(graph, form, cases.get(i).inputs());
                if (!difference.isEmpty()) {
                    wrong.add(cases.get(i) + " " + form + ": " + difference);
                }
            }
        }
        assertThat(wrong).as("%d cases differ in ONNX Runtime, the first of them", wrong.size()).isEmpty();
    }

    private static String difference(Graph graph, OnnxForm form, List<Value> inputs) {
        byte[] bytes;
        try {
            bytes = OnnxWriter.toBytes(graph, OnnxOptions.defaults().withForm(form));
        } catch (Problem problem) {
            String refusal = graph.inputTensors().getFirst().dtype() + " " + problem.what();
            return REFUSED.contains(refusal) ? "" : "refused: " + refusal;
        }
        List<Value> ours = Interpreter.prepare(graph).run(inputs);
        var agreement = new Agreement();
        try (OrtJudge judge = OrtJudge.of(bytes, OrtJudge.Mode.AS_IS)) {
            agreement.addRuns(List.of(ours, judge.run(inputs)));
        } catch (OrtException | AssertionError e) {
            return String.valueOf(e.getMessage());
        }
        boolean asserted = !OTHERWISE.contains(graph.nodes().getFirst().op().name()) && !isHybrid(graph)
                && graph.tensors().stream().noneMatch(tensor -> tensor.dtype() == DType.INT16)
                && ours.stream().allMatch(OrtCases::isOrdinary);
        boolean fits = agreement.furthest() <= 1 && agreement.largestError() <= FLOAT_TOLERANCE;
        return !asserted || fits ? "" : agreement.toString();
    }

    private static boolean isHybrid(Graph graph) {
        TensorInfo output = graph.outputTensors().getFirst();
        return output.dtype() == DType.FLOAT32 && graph.tensors().stream().anyMatch(
                tensor -> tensor.dtype() == DType.INT8 || tensor.dtype() == DType.INT4);
    }

    private static boolean isOrdinary(Value value) {
        if (value instanceof Tensor real) {
            for (float each : real.values()) {
                if (!(Math.abs(each) < Float.MAX_VALUE)) {
                    return false;
                }
            }
        }
        return true;
    }
}
