package dev.halfstep.onnx.network;

import dev.halfstep.assemble.Activations;
import dev.halfstep.assemble.Assembler;
import dev.halfstep.assemble.Layers;
import dev.halfstep.assemble.Pools;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.op.Op;
import dev.halfstep.op.move.Picking.Slice;
import dev.halfstep.op.move.Reshaping.ShapeOf;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** The network that an ONNX model becomes, with its values in whatever layout they are stored. */
public final class Network {

    /** What is made up from extents alone, and known before anything runs, has at most so many elements. */
    private static final long MOST_MADE = 1 << 24;
    /** How often each element of a file may be copied. */
    private static final long MOST_COPIES = 8;

    private final Assembler assembler = new Assembler();
    private final Layers layers = new Layers(assembler);
    private final Activations activations = new Activations(layers);
    private final Pools pools = new Pools(layers);
    private final Coded coded = new Coded(this);
    private final Map<Held, Integer> reordered = new HashMap<>();
    /** From images of one axis, channels last, to the same with a row of their own, that they are computed with. */
    private final Map<Integer, Integer> wide = new HashMap<>();

    private final Budget budget;

    /** A network of nothing yet. */
    public Network() {
        budget = new Budget();
    }

    private Network(Budget budget) {
        this.budget = budget;
    }

    /** A network beside this one, to compute something beforehand. */
    public Network beside() {
        return new Network(budget);
    }

    public Assembler assembler() {
        return assembler;
    }

    public Layers layers() {
        return layers;
    }

    public Activations activations() {
        return activations;
    }

    public Pools pools() {
        return pools;
    }

    /** What is known of codes that the model has. */
    public Coded coded() {
        return coded;
    }

    /** A tensor that is stored as ONNX has it. */
    public Held held(int tensor) {
        return Held.plain(tensor, assembler.shape(tensor).rank());
    }

    /** A known value. */
    public Held constant(String name, Value value) {
        return held(assembler.constant(name, value));
    }

    /** Known real numbers. */
    public Held constant(String name, Shape shape, float... values) {
        return constant(name, Tensor.of(shape, values));
    }

    /** Known whole numbers. */
    public Held integers(String name, long... values) {
        return constant(name, Codes.int64(Shape.of(values.length), values, null));
    }

    /** The extents that a value has in ONNX, for a batch of one. */
    public int[] shape(Held value) {
        return value.layout().inOnnx(assembler.shape(value.tensor()).toArray());
    }

    /** The extents that a value has in ONNX, for a batch of two. */
    public int[] shapeForTwo(Held value) {
        return value.layout().inOnnx(assembler.shapeForTwo(value.tensor()).toArray());
    }

    /** The extents that a value has in ONNX, {@link Shape#UNKNOWN} where they depend on the batch. */
    public int[] signature(Held value) {
        return value.layout().inOnnx(assembler.signature(value.tensor()).toArray());
    }

    /** How many elements a value has for a batch of one. */
    public int elements(Held value) {
        return assembler.shape(value.tensor()).elements();
    }

    public DType dtype(Held value) {
        return assembler.dtype(value.tensor());
    }

    /** Whether a value is known. */
    public boolean isConstant(Held value) {
        return assembler.contents(value.tensor()).isPresent();
    }

    /** The value in ONNX's order, if it is known. */
    public Optional<Value> contents(Held value) {
        return isConstant(value) ? assembler.contents(plain(value)) : Optional.empty();
    }

    /** The tensor of a value in ONNX's order. */
    public int plain(Held value) {
        return in(value, Layout.plain(value.rank()));
    }

    /** The tensor of a value in a layout: transposed once if it is stored otherwise. */
    public int in(Held value, Layout layout) {
        if (value.layout().equals(layout)) {
            return value.tensor();
        }
        var key = new Held(value.tensor(), Layout.of(value.layout().orderTo(layout)));
        Integer known = reordered.get(key);
        if (known == null) {
            int[] order = value.layout().orderTo(layout);
            known = layers.transpose(assembler.name(value.tensor()) + "/transposed", value.tensor(), order);
            coded.follow(value.tensor(), known, tensor -> layers.transpose(assembler.name(tensor), tensor, order));
            reordered.put(key, known);
        }
        return known;
    }

    /** Whether elements are stored in another order than ONNX's, not only axes of extent 1. */
    public boolean isMoved(Held value) {
        int[] one = shape(value);
        int[] two = shapeForTwo(value);
        Layout layout = value.layout();
        int[] moving = IntStream.range(0, layout.rank()).map(layout::axis).filter(a -> one[a] > 1 || two[a] > 1)
                .toArray();
        return IntStream.range(1, moving.length).anyMatch(i -> moving[i - 1] > moving[i]);
    }

    /** The same elements, in ONNX's order, in another shape; one extent may be open. */
    public Held reshaped(String name, Held value, int... extents) {
        int plain = plain(value);
        int tensor = layers.reshape(name, plain, extents);
        coded.follow(plain, tensor, codes -> layers.reshape(assembler.name(codes), codes, extents));
        return Held.plain(tensor, extents.length);
    }

    /**
     * Values that an op of single elements takes together.
     *
     * @param layout of the result
     * @param tensors one for each value, in an order and rank that are broadcast to the layout
     */
    public record Together(Layout layout, int[] tensors) {}

    /** Values so that they are broadcast to each other as ONNX does it: in the layout that the largest is stored in. */
    public Together together(List<Held> values) {
        int rank = values.stream().mapToInt(Held::rank).max().orElseThrow();
        Layout layout = values.stream().filter(value -> value.rank() == rank && !isConstant(value)).map(Held::layout)
                .filter(each -> !each.isPlain()).findFirst().orElse(Layout.plain(rank));
        boolean isHeld = values.stream().anyMatch(value -> value.rank() == rank && !isConstant(value));
        return new Together(layout, values.stream().mapToInt(value -> aligned(value, layout, isHeld)).toArray());
    }

    private int aligned(Held value, Layout layout, boolean mayShrink) {
        boolean isSingle = mayShrink && isConstant(value) && elements(value) == 1;
        if (isSingle) {
            return reshaped(assembler.name(value.tensor()), value).tensor();
        }
        boolean fits = value.rank() == layout.rank() || layout.isPlain();
        int tensor = fits && value.rank() < layout.rank() ? plain(value) : in(widened(value, layout.rank()), layout);
        return mayShrink && isConstant(value) ? shrunk(tensor) : tensor;
    }

    /** The value with axes of extent 1 in front. */
    public Held widened(Held value, int rank) {
        if (value.rank() == rank) {
            return value;
        }
        int more = rank - value.rank();
        int[] own = signature(value);
        int[] extents = IntStream.range(0, rank).map(axis -> axis < more ? 1 : own[axis - more]).toArray();
        return reshaped(assembler.name(value.tensor()) + "/widened", value, extents);
    }

    /** A constant without axes of extent 1 in front. */
    private int shrunk(int constant) {
        int[] extents = assembler.shape(constant).toArray();
        int ones = 0;
        while (ones < extents.length && extents[ones] == 1) {
            ones++;
        }
        return ones == 0 ? constant
                : reshaped(assembler.name(constant), held(constant), Arrays.copyOfRange(extents, ones, extents.length))
                        .tensor();
    }

    /** What an op of single elements gives of values that are broadcast to each other. */
    public Held elementwise(String name, Op op, DType type, Held... values) {
        Together together = together(List.of(values));
        int[] tensors = together.tensors();
        int[] wider = Arrays.stream(tensors).map(tensor -> wide.getOrDefault(tensor, tensor)).toArray();
        boolean isWide = !Arrays.equals(tensors, wider) && IntStream.range(0, tensors.length)
                .allMatch(i -> tensors[i] != wider[i] || assembler.shape(tensors[i]).rank() < 2);
        if (isWide) {
            return new Held(narrow(name, assembler.apply(name, op, type, wider)), together.layout());
        }
        return new Held(assembler.apply(name, op, type, tensors), together.layout());
    }

    /** A value by a function of the elements of its tensor. */
    public Held elements(Held value, IntUnaryOperator function) {
        Integer wider = wide.get(value.tensor());
        if (wider == null) {
            return each(value, function);
        }
        int result = function.applyAsInt(wider);
        return new Held(narrow(assembler.name(result), result), value.layout());
    }

    /** A value by a function of its tensor that keeps the layout. */
    public Held each(Held value, IntUnaryOperator function) {
        return new Held(function.applyAsInt(value.tensor()), value.layout());
    }

    /** The tensor that an image of one axis is computed with, of which it is a reshape; any other tensor itself. */
    public int computed(int tensor) {
        return wide.getOrDefault(tensor, tensor);
    }

    /** {@code [batch, place, channel]} as {@code [batch, 1, place, channel]}. */
    public int wide(int tensor) {
        Integer known = wide.get(tensor);
        if (known != null) {
            return known;
        }
        int[] own = assembler.signature(tensor).toArray();
        return layers.reshape(assembler.name(tensor) + "/row", tensor, own[0], 1, own[1], own[2]);
    }

    /** {@code [batch, 1, place, channel]} as {@code [batch, place, channel]}, of which the other is still known. */
    public int narrow(String name, int tensor) {
        int[] own = assembler.signature(tensor).toArray();
        int narrow = layers.reshape(name, tensor, own[0], own[2], own[3]);
        wide.put(narrow, tensor);
        return narrow;
    }

    /**
     * Extents as an operand, of which one is that of a tensor, whatever the batch.
     *
     * @param first which axis of the tensor comes first
     */
    public int extents(String name, int tensor, int first, int... others) {
        int own = assembler.signature(tensor).extent(first);
        if (own != Shape.UNKNOWN) {
            return assembler.integers(name, IntStream.concat(IntStream.of(own), Arrays.stream(others)).toArray());
        }
        int shape = assembler.apply(name + "/of", new ShapeOf(false), DType.INT32, tensor);
        int batch = assembler.apply(name + "/batch", new Slice(), shape,
                assembler.integers(name + "/begin", first), assembler.integers(name + "/size", 1));
        return layers.concatenate(name, 0, batch, assembler.integers(name + "/others", others));
    }

    /** Takes note of what a file holds: copies in other orders may be made of that. */
    public void given(Value value) {
        budget.left += MOST_COPIES * value.shape().elements();
    }

    /**
     * Refuses to make up more than memory should go into, before it does: from all of a model together.
     *
     * @return how many elements there are
     * @throws Problem if there are more elements than that
     */
    public int bounded(int... extents) {
        long elements = 1;
        for (int extent : extents) {
            elements *= extent;
            if (extent < 0 || elements > Math.min(budget.left, Integer.MAX_VALUE)) {
                throw Problem.limit("the shape " + Arrays.toString(extents)
                        + " is made up of numbers, and has more elements than that may have");
            }
        }
        budget.left -= elements;
        return (int) elements;
    }

    /** How many elements may still be made up. */
    private static final class Budget {
        private long left = MOST_MADE;
    }
}
