package dev.halfstep.onnx.op;

import dev.halfstep.onnx.network.Layout;
import dev.halfstep.onnx.network.Network;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A reshape of what is stored in another order than ONNX's, as far as that needs no transposition: where it only puts axes together or
 * takes them apart that are stored one behind another.
 */
final class Regrouping {

    /** Extents for a batch of one and of two. */
    private record Extents(long[] one, long[] two) {

        static Extents of(int[] one, int[] two) {
            return new Extents(IntStream.of(one).asLongStream().toArray(), IntStream.of(two).asLongStream().toArray());
        }

        boolean isSingle(int axis) {
            return one[axis] == 1 && two[axis] == 1;
        }

        int rank() {
            return one.length;
        }
    }

    /** Axes that become others, of as many elements. */
    private record Group(List<Integer> from, List<Integer> to) {}

    private final Network network;
    private final Held data;
    private final Extents from;
    private final Extents to;

    private Regrouping(Network network, Held data, Extents from, Extents to) {
        this.network = network;
        this.data = data;
        this.from = from;
        this.to = to;
    }

    /** The data in another shape, with what is stored in the order in which it is; empty if that cannot be. */
    static Optional<Held> of(Network network, String name, Held data, long[] one, long[] two) {
        var regrouping = new Regrouping(network, data, Extents.of(network.shape(data), network.shapeForTwo(data)),
                new Extents(one, two));
        return regrouping.groups().flatMap(groups -> regrouping.build(name, groups));
    }

    private Optional<List<Group>> groups() {
        List<Group> groups = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < from.rank() && j < to.rank()) {
            var group = new Group(new ArrayList<>(List.of(i)), new ArrayList<>(List.of(j)));
            long[] left = {from.one[i], from.two[i]};
            long[] right = {to.one[j], to.two[j]};
            i++;
            j++;
            while (left[0] != right[0] || left[1] != right[1]) {
                boolean grows = left[1] < right[1];
                if (left[1] == right[1] || left[1] == 0 || right[1] == 0 || (grows ? i == from.rank() : j == to.rank())) {
                    return Optional.empty();
                }
                Extents extents = grows ? from : to;
                int next = grows ? i++ : j++;
                long[] product = grows ? left : right;
                product[0] *= extents.one[next];
                product[1] *= extents.two[next];
                (grows ? group.from : group.to).add(next);
            }
            groups.add(group);
        }
        for (; !groups.isEmpty() && i < from.rank(); i++) {
            groups.getLast().from.add(i);
        }
        for (; !groups.isEmpty() && j < to.rank(); j++) {
            groups.getLast().to.add(j);
        }
        return groups.isEmpty() ? Optional.empty() : Optional.of(groups);
    }

    private Optional<Held> build(String name, List<Group> groups) {
        List<Integer> stored = IntStream.range(0, from.rank()).map(data.layout()::axis)
                .filter(axis -> !from.isSingle(axis)).boxed().toList();
        record Placed(Group group, int at) {}
        List<Placed> placed = new ArrayList<>();
        int last = 0;
        for (Group group : groups) {
            List<Integer> own = group.from.stream().filter(axis -> !from.isSingle(axis)).toList();
            int at = own.isEmpty() ? last : stored.indexOf(own.getFirst());
            if (!own.isEmpty() && !own.equals(stored.subList(at, Math.min(at + own.size(), stored.size())))) {
                return Optional.empty();
            }
            placed.add(new Placed(group, at));
            last = at;
        }
        placed.sort(Comparator.comparingInt(Placed::at));
        int[] order = placed.stream().flatMap(each -> each.group.to.stream()).mapToInt(Integer::intValue).toArray();
        int[] extents = IntStream.of(order).map(axis -> to.one[axis] == to.two[axis] ? (int) to.one[axis] : Shape.UNKNOWN)
                .toArray();
        Held result = network.reshaped(name, network.held(data.tensor()), extents);
        return Optional.of(new Held(result.tensor(), Layout.of(order)));
    }
}
