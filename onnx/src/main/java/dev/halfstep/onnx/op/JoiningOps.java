package dev.halfstep.onnx.op;

import static dev.halfstep.onnx.network.Call.requireThat;

import dev.halfstep.onnx.network.Call;
import dev.halfstep.onnx.network.Layout;
import dev.halfstep.onnx.network.Network;
import dev.halfstep.onnx.network.Operand;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.op.move.Filling.BroadcastTo;
import dev.halfstep.op.move.Joining;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Tensors behind one another, and taken apart. */
final class JoiningOps {

    private static final int MOST_PARTS = 4096;

    private JoiningOps() {}

    static void addTo(Handler.Table table) {
        table.one("Concat", JoiningOps::concat);
        table.all("Split", JoiningOps::split);
    }

    private static Operand concat(Call call) {
        List<Held> parts = parts(call);
        requireThat(!parts.isEmpty(), "there is nothing to put together");
        int rank = parts.getFirst().rank();
        requireThat(parts.stream().allMatch(part -> part.rank() == rank), "its parts have different ranks");
        int axis = Call.axis(call.attributes().integer("axis", 0), rank);
        Network network = call.network();
        List<Held> filled = parts.stream().filter(part -> network.elements(part) > 0).toList();
        if (filled.isEmpty()) {
            return parts.getFirst();
        }
        Layout layout = filled.stream().filter(part -> !network.isConstant(part)).map(Held::layout).findFirst()
                .orElse(Layout.plain(rank));
        int[] tensors = filled.stream().mapToInt(part -> network.in(part, layout)).toArray();
        return new Held(network.layers().concatenate(call.name(), layout.position(axis), tensors), layout);
    }

    /** What is made up for each sample is repeated along the batch that a part beside it has. */
    private static List<Held> parts(Call call) {
        List<Held> parts = new ArrayList<>(call.all());
        Network network = call.network();
        Optional<Held> open = parts.stream()
                .filter(part -> part.rank() > 0 && network.signature(part)[0] == Shape.UNKNOWN).findFirst();
        for (int i = 0; i < parts.size() && open.isPresent(); i++) {
            Held part = parts.get(i);
            if (call.operand(i) instanceof Operand.PerBatch) {
                int[] own = network.shape(part);
                String name = call.name() + "/part" + i;
                int shape = network.extents(name + "/shape", open.get().tensor(), open.get().layout().position(0),
                        Arrays.copyOfRange(own, 1, own.length));
                parts.set(i, network.held(call.assembler().apply(name, new BroadcastTo(), network.plain(part), shape)));
            }
        }
        return parts;
    }

    private static List<Operand> split(Call call) {
        Held data = call.held(0);
        int axis = Call.axis(call.attributes().integer("axis", 0), data.rank());
        int extent = call.network().shape(data)[axis];
        requireThat(call.network().signature(data)[axis] == extent, "the batch is not taken apart");
        int[] sizes = sizes(call, extent);
        requireThat(Arrays.stream(sizes).asLongStream().sum() == extent && sizes.length <= MOST_PARTS,
                "parts of " + Arrays.toString(Arrays.copyOf(sizes, Math.min(sizes.length, 16)))
                        + " do not make an axis of " + extent);
        if (sizes.length == 1) {
            return List.of(data);
        }
        int position = data.layout().position(axis);
        int place = call.assembler().integers(call.name() + "/axis", position);
        List<Integer> pieces = call.assembler().applyAll(call.name(), Joining.Split.sized(sizes.length),
                Collections.nCopies(sizes.length, call.network().dtype(data)), data.tensor(),
                call.assembler().integers(call.name() + "/sizes", sizes), place);
        return pieces.stream().map(piece -> (Operand) new Held(piece, data.layout())).toList();
    }

    private static int[] sizes(Call call, int extent) {
        boolean named = call.opset() < 13 ? call.attributes().has("split") : call.has(1);
        if (named) {
            long[] sizes = call.opset() < 13 ? call.attributes().integers("split").orElseThrow() : call.integers(1);
            requireThat(Arrays.stream(sizes).allMatch(size -> size >= 0 && size <= extent),
                    "a part is longer than its axis");
            return Arrays.stream(sizes).mapToInt(size -> (int) size).toArray();
        }
        int count = Call.small(call.attributes().integer("num_outputs", call.outputs()));
        requireThat(count > 0 && count <= MOST_PARTS, "it splits into " + count + " parts");
        int each = (extent + count - 1) / count;
        int[] sizes = new int[count];
        for (int i = 0; i < count; i++) {
            sizes[i] = Math.clamp((long) extent - (long) i * each, 0, each);
        }
        return sizes;
    }
}
