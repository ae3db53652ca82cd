package dev.halfstep.c.net;

import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where the tensors between two steps stand in the scratch memory, and what a step needs for itself while it runs: those that are
 * needed at the same time do not overlap, the largest are placed first, each as low as it can be.
 *
 * @param offsets in bytes, by tensor; what a step needs for itself stands there as if it were tensor {@code -1 - step}
 * @param bytes how many there are
 */
record BufferPlan(Map<Integer, Integer> offsets, int bytes) {

    /** So that elements of all types that codes and most integers have are aligned. */
    private static final int ALIGNMENT = 4;
    /** The same where there are integers of 64 bits. */
    private static final int WIDE_ALIGNMENT = 8;

    /** A tensor from the step that writes it to the last one that reads it. */
    private record Life(int tensor, int size, int from, int to) {

        boolean meets(Life other) {
            return from <= other.to && other.from <= to;
        }
    }

    static BufferPlan of(Network network) {
        List<Life> lives = lives(network);
        lives.sort(Comparator.comparingInt(Life::size).reversed().thenComparingInt(Life::from));
        var offsets = new HashMap<Integer, Integer>();
        var placed = new ArrayList<Life>();
        int bytes = 0;
        for (Life life : lives) {
            int offset = lowest(life, placed, offsets);
            offsets.put(life.tensor, offset);
            placed.add(life);
            bytes = Math.max(bytes, offset + life.size);
        }
        return new BufferPlan(offsets, bytes);
    }

    /** Where a tensor begins that has its place. */
    int offset(int tensor) {
        return offset(offsets, tensor);
    }

    /** Where that begins which a step needs for itself. */
    int workspace(int step) {
        return offset(offsets, workspaceOf(step));
    }

    private static int workspaceOf(int step) {
        return -1 - step;
    }

    private static int offset(Map<Integer, Integer> offsets, int tensor) {
        return Objects.requireNonNull(offsets.get(tensor), "the tensor has no place");
    }

    private static List<Life> lives(Network network) {
        Map<Integer, Integer> lastUses = network.lastUses();
        int alignment = alignment(network);
        var lives = new ArrayList<Life>();
        for (int s = 0; s < network.steps().size(); s++) {
            int own = LayerWriter.workspace(network.steps().get(s).lowered());
            if (own > 0) {
                lives.add(new Life(workspaceOf(s), aligned(own, alignment), s, s));
            }
            for (int tensor : network.steps().get(s).node().outputs()) {
                if (!network.outputs().contains(tensor)) {
                    lives.add(new Life(tensor, size(network.tensors().get(tensor), alignment), s,
                            lastUses.getOrDefault(tensor, s)));
                }
            }
        }
        return lives;
    }

    private static int alignment(Network network) {
        boolean isWide = network.steps().stream().flatMap(step -> step.node().outputs().stream())
                .anyMatch(tensor -> network.tensors().get(tensor).dtype() == DType.INT64);
        return isWide ? WIDE_ALIGNMENT : ALIGNMENT;
    }

    private static int size(TensorInfo tensor, int alignment) {
        return aligned((long) tensor.shape().elements() * tensor.dtype().bytes(), alignment);
    }

    private static int aligned(long bytes, int alignment) {
        return Math.toIntExact((bytes + alignment - 1) / alignment * alignment);
    }

    private static int lowest(Life life, List<Life> placed, Map<Integer, Integer> offsets) {
        int offset = 0;
        List<Life> inTheWay = placed.stream().filter(life::meets)
                .sorted(Comparator.comparingInt(other -> offset(offsets, other.tensor))).toList();
        for (Life other : inTheWay) {
            int begin = offset(offsets, other.tensor);
            if (offset + life.size > begin && offset < begin + other.size) {
                offset = begin + other.size;
            }
        }
        return offset;
    }
}
