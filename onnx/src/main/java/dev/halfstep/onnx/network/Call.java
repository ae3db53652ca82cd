package dev.halfstep.onnx.network;

import dev.halfstep.assemble.Assembler;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.onnx.network.Operand.PerBatch;
import dev.halfstep.onnx.network.Operand.Rows;
import dev.halfstep.onnx.read.Attributes;
import dev.halfstep.op.Op;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A node of an ONNX model that is to be built: its op, attributes and operands. */
public final class Call {

    private final String op;
    private final int opset;
    private final List<String> names;
    private final Attributes attributes;
    private final List<@Nullable Operand> operands;
    private final Network network;

    /**
     * A node.
     *
     * @param op its name
     * @param opset the version of the set of ops that it is from
     * @param names of what it gives; empty where nothing asks for it
     * @param operands {@code null} where one is left out
     */
    public Call(String op, int opset, List<String> names, Attributes attributes, List<@Nullable Operand> operands,
            Network network) {
        this.op = op;
        this.opset = opset;
        this.names = names;
        this.attributes = attributes;
        this.operands = operands;
        this.network = network;
    }

    /** The same node on other operands, in another network. */
    public Call on(List<@Nullable Operand> others, Network other) {
        return new Call(op, opset, names, attributes, others, other);
    }

    /** The name of the op. */
    public String op() {
        return op;
    }

    /** The version of the set of ops that it is from. */
    public int opset() {
        return opset;
    }

    /** The name of what it gives. */
    public String name() {
        return name(0);
    }

    /** The name of one of the values that it gives. */
    public String name(int output) {
        return output < names.size() && !names.get(output).isEmpty() ? names.get(output) : op + "/" + output;
    }

    /** How many values it gives. */
    public int outputs() {
        return names.size();
    }

    /** Whether one of its outputs is asked for. */
    public boolean gives(int output) {
        return output < names.size() && !names.get(output).isEmpty();
    }

    public Attributes attributes() {
        return attributes;
    }

    public Network network() {
        return network;
    }

    public Assembler assembler() {
        return network.assembler();
    }

    /** How many operands there are, of which some may be left out. */
    public int size() {
        return operands.size();
    }

    /** Whether an operand is there. */
    public boolean has(int input) {
        return input < operands.size() && operands.get(input) != null;
    }

    /**
     * An operand.
     *
     * @throws Problem if it is left out
     */
    public Operand operand(int input) {
        Operand operand = input < operands.size() ? operands.get(input) : null;
        if (operand == null) {
            throw Problem.model("its operand " + input + " is missing");
        }
        return operand;
    }

    /**
     * An operand as a tensor.
     *
     * @throws Problem if it is left out, or depends on the size of the batch
     */
    public Held held(int input) {
        return switch (operand(input)) {
            case Held held -> held;
            case PerBatch perBatch -> network.constant(name() + "/operand" + input, alike(perBatch, input));
            case Rows rows -> flattened(rows);
        };
    }

    /** Rows in ONNX's order. */
    private Held flattened(Rows rows) {
        int plain = network.plain(rows.source());
        return network.held(network.layers().flatten(assembler().name(rows.source().tensor()) + "/flattened", plain));
    }

    /** Values that are repeated along the batch are the same for each sample. */
    private static Value alike(PerBatch operand, int input) {
        Value one = operand.one();
        Value two = operand.two();
        boolean isRepeated = one.dtype() == two.dtype() && one.shape().rank() == two.shape().rank()
                && two.shape().elements() == 2 * one.shape().elements();
        int doubled = isRepeated ? IntStream.range(0, one.shape().rank())
                .filter(axis -> one.shape().extent(axis) == 1 && two.shape().extent(axis) == 2).findFirst().orElse(-1)
                : -1;
        if (doubled >= 0) {
            int block = Arrays.stream(one.shape().toArray()).skip(doubled + 1L).reduce(1, (a, b) -> a * b);
            int blocks = block == 0 ? 0 : one.shape().elements() / block;
            boolean alike = IntStream.range(0, blocks).allMatch(b -> {
                Value own = one.slice(b * block, Shape.of(block));
                return own.equals(two.slice(2 * b * block, Shape.of(block)))
                        && own.equals(two.slice((2 * b + 1) * block, Shape.of(block)));
            });
            if (alike) {
                return one;
            }
        }
        throw Problem.model("the values of its operand " + input + " depend on the size of the batch")
                .remedy("Export the model with a fixed batch.");
    }

    /** All operands as tensors. */
    public List<Held> all() {
        return IntStream.range(0, operands.size()).mapToObj(this::held).toList();
    }

    /** An operand, as it is known before anything runs; empty if it is computed. */
    public Optional<Value> known(int input) {
        return operand(input) instanceof Held held ? network.contents(held) : Optional.empty();
    }

    /**
     * An operand that has to be known.
     *
     * @throws Problem if it is computed
     */
    public Value constant(int input) {
        return known(input).orElseThrow(() -> Problem.model("its operand " + input
                + " is computed; it is supported where it is constant"));
    }

    /**
     * Real numbers that have to be known.
     *
     * @throws Problem if they are computed, or integers
     */
    public Tensor reals(int input) {
        if (constant(input) instanceof Tensor tensor) {
            return tensor;
        }
        throw Problem.model("its operand " + input + " is of integers, not of real numbers");
    }

    /** A real number that has to be known, or another one if it is left out. */
    public float real(int input, float otherwise) {
        if (!has(input)) {
            return otherwise;
        }
        float[] values = reals(input).values();
        requireThat(values.length == 1, "its operand " + input + " is no single number");
        return values[0];
    }

    /**
     * Whole numbers that have to be known, for each size of the batch.
     *
     * @throws Problem if they are computed, or real
     */
    public long[] integers(int input) {
        return integers(constant(input), input);
    }

    /**
     * Whole numbers that have to be known, for a batch of one and of two.
     *
     * @throws Problem if they are computed, or real
     */
    public long[][] integersPerBatch(int input) {
        if (operand(input) instanceof PerBatch both) {
            return new long[][] {integers(both.one(), input), integers(both.two(), input)};
        }
        long[] alike = integers(input);
        return new long[][] {alike, alike};
    }

    private static long[] integers(Value value, int input) {
        if (!(value instanceof Codes codes)) {
            throw Problem.model("its operand " + input + " is of real numbers, not of integers");
        }
        return IntStream.range(0, codes.shape().elements()).mapToLong(codes::rawCode).toArray();
    }

    /** What an op of the network gives, with the layout of what goes in. */
    public Operand apply(Op op, Held data) {
        return new Held(assembler().apply(name(), op, data.tensor()), data.layout());
    }

    /** What an op of single elements gives of operands that are broadcast to each other. */
    public Operand elementwise(Op op, Held... values) {
        return network.elementwise(name(), op, network.dtype(values[op.type().data()]), values);
    }

    /** A truth value for each element of operands that are broadcast to each other. */
    public Operand compared(Op op, Held... values) {
        return network.elementwise(name(), op, DType.BOOL, values);
    }

    /**
     * An axis from the front.
     *
     * @throws Problem if there is none
     */
    public static int axis(long axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw Problem.model("there is no axis " + axis + " among " + rank);
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /** Axes from the front, each once and in order. */
    public static int[] axes(long[] axes, int rank) {
        return Arrays.stream(axes).mapToInt(axis -> axis(axis, rank)).sorted().distinct().toArray();
    }

    /**
     * Refuses a node.
     *
     * @throws Problem if it does not hold
     */
    public static void requireThat(boolean holds, String otherwise) {
        if (!holds) {
            throw Problem.model(otherwise);
        }
    }

    /** A whole number that an array can be indexed by. */
    public static int small(long number) {
        requireThat(number >= Integer.MIN_VALUE && number <= Integer.MAX_VALUE, number + " is too large a number");
        return (int) number;
    }
}
