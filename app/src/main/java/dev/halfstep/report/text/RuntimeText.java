package dev.halfstep.report.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.KernelReport;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.report.Figures;
import dev.halfstep.report.ResultJson;
import java.util.List;
import java.util.stream.Collectors;

/** How a model runs in this JVM: with which kernels and why, how many samples at once, and which of its ops as one step. */
public final class RuntimeText {

    private static final int MEGABYTE_BITS = 20;

    private final Graph graph;
    private final KernelReport kernels = KernelReport.ofThisJvm();
    private final SampleRunner runner;
    private final List<List<Integer>> steps;

    /**
     * How a model runs.
     *
     * @throws dev.halfstep.problem.Problem if it cannot be run
     */
    public RuntimeText(Graph graph) {
        this.graph = graph;
        runner = SampleRunner.of(graph);
        steps = runner.steps();
    }

    private static long heap() {
        return Runtime.getRuntime().maxMemory() >> MEGABYTE_BITS;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        text.append(String.format("runs with the %s kernels: %s%n", kernels.kernels(), kernels.reason()));
        text.append(String.format("Java %s, processors: %d, at most %s MB of memory%n", Runtime.version(),
                Runtime.getRuntime().availableProcessors(), Figures.count(heap())));
        text.append(runner.keepsSamplesApart()
                ? String.format("samples run together, up to %s at once%n", Figures.count(runner.blockSize()))
                : String.format("samples run one batch of %s after the other%n", Figures.count(runner.blockSize())));
        for (int s = 0; s < steps.size(); s++) {
            text.append(String.format("step %d: %s%n", s + 1, steps.get(s).stream()
                    .map(node -> graph.nodes().get(node).op().name()).collect(Collectors.joining(", "))));
        }
        return text.toString();
    }

    public ObjectNode json() {
        ObjectNode runtime = ResultJson.object().put("kernels", kernels.kernels()).put("reason", kernels.reason())
                .put("java", Runtime.version().toString())
                .put("processors", Runtime.getRuntime().availableProcessors()).put("memoryMegabytes", heap())
                .put("samplesTogether", runner.keepsSamplesApart()).put("samplesAtOnce", runner.blockSize());
        ArrayNode all = runtime.putArray("steps");
        steps.forEach(step -> {
            ArrayNode nodes = all.addArray();
            step.forEach(nodes::add);
        });
        return runtime;
    }
}
