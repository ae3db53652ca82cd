package dev.halfstep.graph;

import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How real values become what a model takes in, and what it gives out becomes real values again.
 *
 * <p>
 * A full-integer model takes and gives codes; scoring those as if they were values is the mistake that makes such models look
 * absurdly wrong. {@link Port#encode} rounds to the nearest code and saturates, {@link Port#decode} applies scale and zero point.
 *
 * @param inputs one port for each input of the graph
 * @param outputs one port for each output of the graph
 */
public record Interface(List<Port> inputs, List<Port> outputs) {

    /**
     * An input or output of a model.
     *
     * @param tensor as it stands at the model's edge
     * @param domain the real values that it can carry; empty where it is computed in float. A float input that is quantized at
     *        once has the domain of that quantization
     * @param lowEndClips whether the smallest value of the domain may stand for smaller ones; not so where a fused activation
     *        ends there by itself
     * @param highEndClips the same for the largest value
     * @param features for an input: how each feature becomes codes, where they do not share the tensor's scale; {@code domain} is
     *        empty then
     * @param copies for an output: how many neighbouring values of the tensor are averaged to one; 1 for an ordinary one
     */
    public record Port(TensorInfo tensor, Optional<Domain> domain, boolean lowEndClips, boolean highEndClips,
            Optional<FeatureCodes> features, int copies) {

        /** A float holds all integers that are nearer to 0. */
        private static final float ALL_INTEGERS = 1 << 24;
        private static final long MOST = (1 << 24) - 1;

        /** How many real values go in or come out for each row. */
        public int width() {
            int elements = tensor.shape().rank() == 0 ? 1 : tensor.shape().with(0, 1).elements();
            return features.map(FeatureCodes::features).orElse(elements / copies);
        }

        /** The rows in which a real value lies outside of what the input's codes can stand for. */
        public BitSet clippedRows(Tensor rows) {
            var clipped = new BitSet();
            if (features.isEmpty() && domain.isEmpty()) {
                return clipped;
            }
            Excess excess = excess();
            float[] values = rows.values();
            int width = values.length / Math.max(1, rows.shape().extent(0));
            if (features.isEmpty() && lowEndClips && highEndClips) {
                markBeyond(values, width, domain.get(), clipped);
                return clipped;
            }
            for (int from = 0; from < values.length; from += width) {
                for (int column = 0; column < width; column++) {
                    if (excess.of(column, values[from + column]) != 0) {
                        clipped.set(from / width);
                    }
                }
            }
            return clipped;
        }

        /** With one domain for all there is one pair of ends, too, and most values lie between them. */
        private static void markBeyond(float[] values, int width, Domain domain, BitSet marked) {
            float smallest = domain.smallest();
            float largest = domain.largest();
            for (int i = 0; i < values.length; i++) {
                float value = values[i];
                if (!(value >= smallest && value <= largest) && domain.clips(value)) {
                    marked.set(i / width);
                }
            }
        }

        /** How far real values lie beyond the ends that clip: 0 for all values where the port has no codes. */
        public Excess excess() {
            if (features.isPresent()) {
                return features.get().excess();
            }
            if (domain.isEmpty()) {
                return (column, value) -> 0;
            }
            Domain ofAll = domain.get();
            return (column, value) -> {
                double beyond = ofAll.excess(value);
                return (beyond < 0 ? lowEndClips : highEndClips) ? beyond : 0;
            };
        }

        /** Whether a real value is one of the ends of the domain, so that a value beyond it may have been clipped to it. */
        public boolean isEnd(float real) {
            return domain.isPresent() && ((lowEndClips && real <= domain.get().min())
                    || (highEndClips && real >= domain.get().max()));
        }

        /**
         * What the model takes for real values: themselves, or the nearest codes.
         *
         * @throws Problem if a value is not a number, or if the model takes integers that are no codes and it is none of them
         */
        public Value encode(Tensor real) {
            if (features.isPresent()) {
                return features.get().encode(real, tensor.dtype());
            }
            if (!tensor.dtype().isInteger()) {
                return tensor.dtype() == DType.FLOAT16 ? Tensor.half(real.shape(), real.values()) : real;
            }
            return tensor.quantization().map(quantization -> quantization.quantize(real, tensor.dtype()))
                    .orElseGet(() -> integers(real));
        }

        /** What the model takes for what somebody has: real values encoded, integers that are no codes as they are. */
        public Value taken(Value given) {
            return given instanceof Tensor real ? encode(real) : given;
        }

        /** Whole numbers as the integers that they are, where the model takes integers that are no codes. */
        private Codes integers(Tensor real) {
            float[] values = real.values();
            var integers = new long[values.length];
            for (int i = 0; i < integers.length; i++) {
                float value = values[i];
                integers[i] = (long) value;
                if (integers[i] != value || tensor.dtype().saturate(integers[i]) != integers[i]) {
                    throw Problem.of(value + " is no " + tensor.dtype().label() + ", which the model's input '"
                            + tensor.name() + "' takes")
                            .remedy("Give integers from " + Math.max(tensor.dtype().min(), -MOST) + " to "
                                    + Math.min(tensor.dtype().max(), MOST) + ".");
                }
                if (Math.abs(value) >= ALL_INTEGERS) {
                    throw Problem.of("a float32 of " + value + " may have been another integer before it was rounded")
                            .remedy("Give the model integers as they are.");
                }
            }
            return Codes.of(tensor.dtype(), real.shape(), integers, null);
        }

        /** The real values that this port's contents stand for; integers that are no codes stand for themselves. */
        public Tensor decode(Value contents) {
            Tensor real = switch (contents) {
                case Tensor values -> values;
                case Codes codes -> tensor.quantization().isEmpty() ? codes.rawReals() : codes.dequantize();
            };
            return copies == 1 ? real : averaged(real);
        }

        private Tensor averaged(Tensor real) {
            float[] all = real.values();
            var means = new float[all.length / copies];
            for (int i = 0; i < means.length; i++) {
                double sum = 0;
                for (int c = 0; c < copies; c++) {
                    sum += all[i * copies + c];
                }
                means[i] = (float) (sum / copies);
            }
            int rows = real.shape().extent(0);
            return Tensor.of(Shape.of(rows, means.length / Math.max(1, rows)), means);
        }
    }

    public Interface {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * The interface that a graph's own quantization gives it.
     *
     * @throws Problem if an input or output has several scales, or what the file says of its codes does not fit
     */
    public static Interface of(Graph graph) {
        EdgeCoding coding = EdgeCoding.of(graph);
        // A file may name one output any number of times.
        var ports = new HashMap<Integer, Port>();
        return new Interface(
                IntStream.range(0, graph.inputs().size()).mapToObj(i -> inputPort(graph, i, coding)).toList(),
                graph.outputs().stream()
                        .map(t -> ports.computeIfAbsent(t, output -> outputPort(graph, output, coding)))
                        .toList());
    }

    /**
     * What the model takes for some inputs; see {@link Port#taken}.
     *
     * @param given one for each input
     */
    public List<Value> taken(List<? extends Value> given) {
        return IntStream.range(0, given.size()).mapToObj(i -> inputs.get(i).taken(given.get(i))).toList();
    }

    private static Port inputPort(Graph graph, int input, EdgeCoding coding) {
        int tensor = graph.inputs().get(input);
        TensorInfo info = graph.tensor(tensor);
        if (coding.features(input).isPresent()) {
            return new Port(info, Optional.empty(), true, true, coding.features(input), 1);
        }
        List<Node> readers = graph.readers(tensor).stream().map(graph.nodes()::get).toList();
        boolean quantizedAtOnce = readers.size() == 1 && readers.getFirst().op() instanceof Quantize;
        TensorInfo coded = quantizedAtOnce ? graph.tensor(readers.getFirst().output()) : info;
        return new Port(info, domain(info.dtype().isInteger() ? info : coded), true, true, Optional.empty(), 1);
    }

    /** An output takes its domain from the codes it is made of, and its activation from the layer behind those. */
    private static Port outputPort(Graph graph, int tensor, EdgeCoding coding) {
        TensorInfo info = graph.tensor(tensor);
        TensorInfo coded = info;
        Optional<Node> writer = graph.writer(tensor).map(graph.nodes()::get);
        while (writer.isPresent()
                && (writer.get().op() instanceof Dequantize || writer.get().op() instanceof Quantize)) {
            int source = writer.get().input(0);
            if (!info.dtype().isInteger() && graph.tensor(source).dtype().isInteger()) {
                coded = graph.tensor(source);
            }
            writer = graph.writer(source).map(graph.nodes()::get);
        }
        Optional<Domain> domain = domain(coded);
        Activation activation = writer.map(Node::op).map(Op::activation).orElse(Activation.NONE);
        return new Port(info, domain, domain.isPresent() && domain.get().min() > activation.min(),
                domain.isPresent() && domain.get().max() < activation.max(), Optional.empty(), coding.outputCopies());
    }

    /** Integers without a quantization are no codes: sizes, indices or the like, which have no domain. */
    private static Optional<Domain> domain(TensorInfo tensor) {
        return tensor.dtype().isInteger() ? tensor.quantization().map(q -> new Domain(q, tensor.dtype()))
                : Optional.empty();
    }
}
