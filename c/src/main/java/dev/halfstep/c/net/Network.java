package dev.halfstep.c.net;

import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Program;
import dev.halfstep.interpret.Program.Step;
import dev.halfstep.lower.LoweredCoding;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network from codes to codes: a graph's program without the nodes at its edge that make codes of real values or real values of
 * codes. Those belong to what is done before and after.
 *
 * @param tensors of the graph
 * @param inputs indices of the tensors of codes that go in
 * @param outputs indices of those that come out
 */
public record Network(List<TensorInfo> tensors, List<Integer> inputs, List<Integer> outputs, List<Step> steps) {

    public Network {
        tensors = List.copyOf(tensors);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        steps = List.copyOf(steps);
    }

    /**
     * The network of a graph.
     *
     * @throws Problem if something else than codes goes in or comes out
     */
    public static Network of(Graph graph) {
        Program program = Program.of(graph);
        var steps = new ArrayList<>(program.steps());
        List<Integer> inputs = graph.inputs().stream().map(t -> coded(t, program, steps)).toList();
        List<Integer> outputs = graph.outputs().stream().map(t -> decoded(t, program, steps)).toList();
        var problems = new ArrayList<Problem>();
        inputs.forEach(t -> problem("takes", program.tensors().get(t)).ifPresent(problems::add));
        outputs.forEach(t -> problem("gives", program.tensors().get(t)).ifPresent(problems::add));
        if (!problems.isEmpty()) {
            throw Problem.together(problems);
        }
        return new Network(program.tensors(), inputs, outputs, steps);
    }

    private static Optional<Problem> problem(String verb, TensorInfo tensor) {
        return tensor.dtype().isCode() ? Optional.empty()
                : Optional.of(Problem.model("the model " + verb + " " + tensor.dtype().label()
                        + ", and C is written for networks of codes of 8 or 16 bits alone")
                        .at("tensor " + Quoted.of(tensor.name()))
                        .remedy("Quantize it to full-int8, full-uint8 or int16x8."));
    }

    /** What an input of real values becomes at once. */
    private static int coded(int input, Program program, List<Step> steps) {
        Graph graph = program.graph();
        if (graph.tensor(input).dtype() == DType.FLOAT32 && graph.uses(input) == 1) {
            for (Step step : steps) {
                if (step.node().inputs().contains(input)
                        && step.lowered() instanceof LoweredCoding.Quantized coding
                        && coding.quantization().channels() == 1) {
                    steps.remove(step);
                    return step.node().output();
                }
            }
        }
        return input;
    }

    /** What an output of real values is made of. */
    private static int decoded(int output, Program program, List<Step> steps) {
        Graph graph = program.graph();
        if (graph.tensor(output).dtype() == DType.FLOAT32 && graph.uses(output) == 1) {
            for (Step step : steps) {
                if (step.node().outputs().contains(output)
                        && step.lowered() instanceof LoweredCoding.Dequantized coding
                        && coding.quantization().channels() == 1) {
                    steps.remove(step);
                    return step.node().input(0);
                }
            }
        }
        return output;
    }

    /** The tensors of codes that go in. */
    public List<TensorInfo> inputTensors() {
        return inputs.stream().map(tensors::get).toList();
    }

    /** The tensors of codes that come out. */
    public List<TensorInfo> outputTensors() {
        return outputs.stream().map(tensors::get).toList();
    }

    /** For each tensor that is used in a run the last step that reads it; the number of steps for what comes out. */
    Map<Integer, Integer> lastUses() {
        var last = new HashMap<Integer, Integer>();
        for (int s = 0; s < steps.size(); s++) {
            for (int tensor : steps.get(s).node().inputs()) {
                last.put(tensor, s);
            }
        }
        outputs.forEach(output -> last.put(output, steps.size()));
        return last;
    }
}
