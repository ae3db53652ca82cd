package dev.halfstep.interpret;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.lower.Lowered;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * What a graph computes for one sample, as data: for each node that has to run its lowered record, and for each tensor its shape and,
 * where it is the same in all runs, its contents. For those who write a model down for another machine.
 *
 * @param tensors one for each tensor of the graph; contents that follow from constants and shapes are known
 * @param steps in the order in which they run
 */
public record Program(Graph graph, List<TensorInfo> tensors, List<Step> steps) {

    public Program {
        tensors = List.copyOf(tensors);
        steps = List.copyOf(steps);
    }

    /**
     * A node that has to run.
     *
     * @param place as messages name it
     */
    public record Step(Node node, Lowered lowered, String place) {}

    /**
     * The program of a graph.
     *
     * @throws Problem with all nodes that have no kernel, or if shapes do not go through the graph
     */
    public static Program of(Graph graph) {
        List<Shape> shapes = graph.inputTensors().stream().map(TensorInfo::shape)
                .map(shape -> shape.rank() == 0 ? shape : shape.with(0, 1)).toList();
        Layout layout = Layout.of(graph, shapes);
        var steps = new ArrayList<Step>();
        var problems = new ArrayList<Problem>();
        for (int n = 0; n < graph.nodes().size(); n++) {
            if (!layout.isDone(n)) {
                try {
                    steps.add(new Step(graph.nodes().get(n), layout.lowered(n), layout.place(n)));
                } catch (Problem problem) {
                    problems.add(problem);
                }
            }
        }
        if (!problems.isEmpty()) {
            throw Problem.together(problems);
        }
        return new Program(graph, layout.tensors(), steps);
    }
}
