package dev.halfstep.explain.budget;

import dev.halfstep.explain.subject.HeldRows;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Takes rows of a model's inputs, in blocks of as many as the model takes at once. */
final class RowPicker {

    private static final int LARGEST_BLOCK = 16;

    private final Graph graph;
    private final int rows;
    private final boolean stacked;
    private final boolean apart;
    private final int together;

    /** @param taken what the model takes for each input, with rows along the first axis */
    RowPicker(Graph graph, List<Value> taken) {
        this.graph = graph;
        rows = taken.getFirst().shape().extent(0);
        stacked = IntStream.range(0, taken.size())
                .anyMatch(i -> taken.get(i).shape().rank() > declared(i).rank());
        var runner = SampleRunner.of(graph);
        apart = runner.keepsSamplesApart() && !stacked;
        together = runner.together(taken);
    }

    private Shape declared(int input) {
        return graph.inputTensors().get(input).shape();
    }

    /**
     * Some rows, evenly spread, in blocks.
     *
     * @param most how many at most, if the model does not take more at once
     */
    List<int[]> spread(int most) {
        int batches = rows / together;
        int count = Math.clamp(most / together, 1, batches);
        int perBlock = together() / together;
        var blocks = new ArrayList<int[]>();
        for (int from = 0; from < count; from += perBlock) {
            int to = Math.min(count, from + perBlock);
            int first = from;
            blocks.add(IntStream.range(0, (to - from) * together)
                    .map(i -> (int) ((long) (first + i / together) * batches / count) * together + i % together)
                    .toArray());
        }
        return blocks;
    }

    /** How many rows are in a block. */
    int together() {
        return apart ? Math.clamp(HeldRows.most(graph), 1, LARGEST_BLOCK) : together;
    }

    /** The block of a row: the row alone, if the model takes it alone. */
    int[] blockOf(int row) {
        int first = row / together * together;
        return IntStream.range(first, first + together).toArray();
    }

    /**
     * Rows of an input, as the graph takes them in one run.
     *
     * @param all with rows along the first axis
     */
    Value pick(Value all, int input, int... chosen) {
        int width = all.shape().elements() / rows;
        Shape one = stacked ? declared(input) : all.shape().with(0, 1);
        List<Value> parts = Arrays.stream(chosen).mapToObj(row -> all.slice(row * width, one)).toList();
        return stacked ? parts.getFirst() : Value.concatenated(parts, all.shape().with(0, chosen.length));
    }
}
