package dev.halfstep.tflite;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Networks of sound ops on tensors that do not suit them: other ranks, extents, types or scales, constants that are computed and the
 * other way round, an operand in place of another, other outputs.
 */
final class AlteredNetworks {

    private static final float[] SCALES = {1, 0.5f, 1e-30f, 1e30f, Float.MAX_VALUE, Float.MIN_VALUE, 1f / 256};

    private final SplittableRandom random;
    private final Graph graph;
    private final List<TensorInfo> tensors;
    private final List<Node> nodes;
    private final List<Integer> outputs;

    private AlteredNetworks(Graph graph, SplittableRandom random) {
        this.random = random;
        this.graph = graph;
        tensors = new ArrayList<>(graph.tensors());
        nodes = new ArrayList<>(graph.nodes());
        outputs = new ArrayList<>(graph.outputs());
    }

    /**
     * A network with a few changes.
     *
     * @throws Problem if it is none any more
     */
    static Graph of(Graph sound, SplittableRandom random) {
        return new AlteredNetworks(sound, random).build();
    }

    private Graph build() {
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            change();
        }
        var builder = new Graph.Builder().inputs(graph.inputs()).outputs(outputs);
        tensors.forEach(builder::add);
        nodes.forEach(builder::add);
        return builder.build();
    }

    private void change() {
        int t = random.nextInt(tensors.size());
        TensorInfo old = tensors.get(t);
        switch (random.nextInt(7)) {
            case 0, 1 -> tensors.set(t, withShape(old, shape(old.shape())));
            case 2 -> tensors.set(t, withType(old, List.of(DType.values()).get(random.nextInt(DType.values().length))));
            case 3 -> tensors.set(t, old.dtype().isInteger() ? withScale(old, scale(old))
                    : old.shape().rank() == 0 ? old : old.withOpenBatch());
            case 4 -> tensors.set(t, old.isConstant() ? new TensorInfo(old.name(), old.dtype(), old.shape(),
                    old.signature(), old.quantization(), Optional.empty()) : withShape(old, old.shape()));
            case 5 -> outputs.set(random.nextInt(outputs.size()), t);
            default -> exchange();
        }
    }

    private void exchange() {
        int n = random.nextInt(nodes.size());
        Node node = nodes.get(n);
        var operands = new ArrayList<>(node.inputs());
        if (!operands.isEmpty()) {
            operands.set(random.nextInt(operands.size()),
                    random.nextInt(4) == 0 ? Node.ABSENT : random.nextInt(tensors.size()));
            nodes.set(n, new Node(node.op(), operands, node.outputs()));
        }
    }

    private Shape shape(Shape old) {
        int[] extents = old.toArray();
        return switch (random.nextInt(3)) {
            case 0 -> Shape.of(IntStream.range(0, random.nextInt(6)).map(axis -> random.nextInt(4)).toArray());
            case 1 -> old.rank() == 0 ? old : old.with(random.nextInt(old.rank()), random.nextInt(5));
            default -> Shape.of(IntStream.of(extents).limit(random.nextInt(1 + extents.length)).toArray());
        };
    }

    private TensorInfo withShape(TensorInfo old, Shape shape) {
        Optional<Value> contents = old.constant().map(value -> value instanceof Codes
                ? codes(old.dtype(), shape, old.quantization()) : real(old.dtype(), shape));
        return new TensorInfo(old.name(), old.dtype(), shape, shape, old.quantization(), contents, old.isVariable());
    }

    private TensorInfo withType(TensorInfo old, DType type) {
        Optional<Quantization> scale = old.quantization().filter(q -> type.isCode()).or(() -> OpSeeds.scale(type));
        Optional<Value> contents = old.constant().map(
                value -> type.isInteger() ? codes(type, old.shape(), scale) : real(type, old.shape()));
        return new TensorInfo(old.name(), type, old.shape(), old.signature(), scale, contents, old.isVariable());
    }

    private TensorInfo withScale(TensorInfo old, Optional<Quantization> scale) {
        return new TensorInfo(old.name(), old.dtype(), old.shape(), old.signature(), scale,
                old.constant().map(value -> codes(old.dtype(), old.shape(), scale)), old.isVariable());
    }

    private Optional<Quantization> scale(TensorInfo of) {
        int rank = of.shape().rank();
        int axis = rank == 0 ? 0 : random.nextInt(rank);
        int channels = rank == 0 || random.nextInt(3) > 0 ? 1 : Math.max(1, of.shape().extent(axis));
        var scales = new float[channels];
        for (int c = 0; c < channels; c++) {
            scales[c] = SCALES[random.nextInt(SCALES.length)];
        }
        long zero = Math.max(of.dtype().min(), Math.min(of.dtype().max(), random.nextInt(-130, 260)));
        return random.nextInt(5) == 0 ? Optional.empty()
                : Optional.of(channels == 1 ? Quantization.perTensor(scales[0], zero)
                        : Quantization.perChannel(scales, new long[channels], axis));
    }

    private Codes codes(DType type, Shape shape, Optional<Quantization> scale) {
        return Codes.of(type, shape, LongStream.range(0, shape.elements()).map(i -> random.nextInt(4)).toArray(),
                scale.orElse(null));
    }

    private Tensor real(DType type, Shape shape) {
        var values = new float[shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return type == DType.FLOAT16 ? Tensor.half(shape, values) : Tensor.of(shape, values);
    }
}
