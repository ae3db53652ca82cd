package dev.halfstep.assemble;

import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.conv.Conv2D;
import dev.halfstep.op.conv.Padding;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.op.elementwise.Arithmetic.Kind;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.op.move.Bordering.Pad;
import dev.halfstep.op.move.Joining.Concatenation;
import dev.halfstep.op.move.Picking.Transpose;
import dev.halfstep.op.move.Reshaping.Reshape;
import dev.halfstep.op.reduce.Reduce;
import dev.halfstep.op.reduce.RowOps.LogSoftmax;
import dev.halfstep.op.reduce.RowOps.Softmax;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Layers as other formats have them, put together of TensorFlow Lite's ops on an {@link Assembler}. Data of images are
 * {@code [batch, row, column, channel]}.
 */
public final class Layers {

    private final Assembler network;

    /** Layers on a network. */
    public Layers(Assembler network) {
        this.network = network;
    }

    /** The network. */
    public Assembler network() {
        return network;
    }

    /**
     * A dense layer on the last axis.
     *
     * @param weights {@code [units, inputs]}
     * @param bias one for each unit
     */
    public int dense(String name, int data, Tensor weights, float... bias) {
        boolean isMatrix = network.shape(data).rank() <= 2;
        return network.apply(name, new FullyConnected(Activation.NONE, !isMatrix, false), data,
                network.constant(name + "/weights", weights), bias(name, bias));
    }

    private int bias(String name, float[] bias) {
        return network.constant(name + "/bias", Shape.of(bias.length), bias);
    }

    /**
     * A convolution.
     *
     * @param weights {@code [output channel, row, column, channel of a group]}
     * @param bias one for each output channel
     */
    public int convolution(String name, int data, Tensor weights, float[] bias, Sliding sliding) {
        return convolution(name, data, weights, bias, sliding, false);
    }

    /**
     * A convolution of each channel by itself.
     *
     * @param weights {@code [1, row, column, output channel]}, where the outputs of a channel are neighbours
     * @param bias one for each output channel
     */
    public int depthwise(String name, int data, Tensor weights, float[] bias, Sliding sliding) {
        return convolution(name, data, weights, bias, sliding, true);
    }

    private int convolution(String name, int data, Tensor weights, float[] bias, Sliding sliding, boolean depthwise) {
        Padding padding = sliding.padding(network.shape(data));
        int padded = padding == Padding.SAME ? data : pad(name + "/pad", data, sliding.borders());
        var op = new Conv2D(depthwise, padding, sliding.strideHeight(), sliding.strideWidth(),
                sliding.dilationHeight(), sliding.dilationWidth(), Activation.NONE);
        return network.apply(name, op, padded, network.constant(name + "/weights", weights), bias(name, bias));
    }

    /**
     * Zeros around the data.
     *
     * @param borders for each axis how many come before and behind
     */
    public int pad(String name, int data, int[][] borders) {
        if (Arrays.stream(borders).allMatch(border -> border[0] == 0 && border[1] == 0)) {
            return data;
        }
        return network.apply(name, new Pad(false), data, borders(name, borders));
    }

    /**
     * A number around the data.
     *
     * @param borders for each axis how many come before and behind
     * @param value the number, a tensor of the data's type with one element
     */
    public int pad(String name, int data, int[][] borders, int value) {
        return network.apply(name, new Pad(true), data, borders(name, borders), value);
    }

    /** The borders of each axis as an operand. */
    int borders(String name, int[][] borders) {
        int[] flat = Arrays.stream(borders).flatMapToInt(Arrays::stream).toArray();
        return network.constant(name + "/borders", Codes.int32(Shape.of(borders.length, 2), flat, null));
    }

    /**
     * The same elements in another shape.
     *
     * @param extents one may be -1: what is left over
     */
    public int reshape(String name, int data, int... extents) {
        boolean same = Arrays.equals(network.signature(data).toArray(), extents);
        return same ? data : network.apply(name, Reshape.toInput(), data, network.integers(name + "/shape", extents));
    }

    /** All axes but that of the batch as one. */
    public int flatten(String name, int data) {
        Shape shape = network.shape(data);
        int elements = IntStream.range(1, shape.rank()).map(shape::extent).reduce(1, Math::multiplyExact);
        return reshape(name, data, network.signature(data).extent(0), elements);
    }

    /**
     * The axes in another order; a reshape where only axes of extent 1 move, since no element does then.
     *
     * @param order for each axis of the result which one of the data it is
     */
    public int transpose(String name, int data, int... order) {
        if (IntStream.range(0, order.length).allMatch(axis -> order[axis] == axis)) {
            return data;
        }
        Shape one = network.shape(data);
        Shape two = network.shapeForTwo(data);
        int[] moving = Arrays.stream(order).filter(axis -> one.extent(axis) > 1 || two.extent(axis) > 1).toArray();
        if (IntStream.range(1, moving.length).allMatch(i -> moving[i - 1] < moving[i])) {
            Shape signature = network.signature(data);
            return reshape(name, data, Arrays.stream(order).map(signature::extent).toArray());
        }
        return network.apply(name, new Transpose(), data, network.integers(name + "/order", order));
    }

    /** Several tensors behind one another. */
    public int concatenate(String name, int axis, int... parts) {
        return parts.length == 1 ? parts[0] : network.apply(name, new Concatenation(axis), parts);
    }

    /** An operation on two tensors, which are broadcast to each other. */
    public int arithmetic(String name, Kind kind, int left, int right) {
        return network.apply(name, kind.with(Activation.NONE), left, right);
    }

    /** An operation with one number on the right. */
    public int withNumber(String name, Kind kind, int left, float right) {
        return arithmetic(name, kind, left, number(right));
    }

    /** A number as a tensor. */
    public int number(float value) {
        return network.constant("number " + value, Shape.of(), value);
    }

    /**
     * What is left of some axes.
     *
     * @param keep whether they stay, with an extent of 1
     */
    public int reduce(String name, Reduce.Kind kind, int data, boolean keep, int... axes) {
        return network.apply(name, new Reduce(kind, keep), data, network.integers(name + "/axes", axes));
    }

    /** The largest or the mean of all rows and columns, as {@code [batch, 1, 1, channel]}. */
    public int global(String name, Reduce.Kind kind, int data) {
        return reduce(name, kind, data, true, 1, 2);
    }

    /** Shares that sum to 1 along an axis. */
    public int softmax(String name, int data, int axis) {
        return along(name, new Softmax(1), data, axis);
    }

    /** Logarithms of shares that sum to 1 along an axis. */
    public int logSoftmax(String name, int data, int axis) {
        return along(name, new LogSoftmax(), data, axis);
    }

    /** What an op on the last axis makes of another. */
    private int along(String name, Op op, int data, int axis) {
        int last = network.shape(data).rank() - 1;
        int[] order = IntStream.rangeClosed(0, last).map(a -> a == axis ? last : a == last ? axis : a).toArray();
        int turned = transpose(name + "/turned", data, order);
        return transpose(name + "/back", network.apply(name, op, turned), order);
    }

    /**
     * Values less their mean, divided by their standard deviation, over some axes.
     *
     * @param epsilon added to the variance
     */
    public int standardized(String name, int data, float epsilon, int... axes) {
        int mean = reduce(name + "/mean", Reduce.Kind.MEAN, data, true, axes);
        int centred = arithmetic(name + "/centred", Kind.SUB, data, mean);
        int squares = arithmetic(name + "/squares", Kind.MUL, centred, centred);
        int variance = reduce(name + "/variance", Reduce.Kind.MEAN, squares, true, axes);
        int stable = withNumber(name + "/stable", Kind.ADD, variance, epsilon);
        int inverse = network.apply(name + "/inverse", UnaryFunction.RSQRT, stable);
        return arithmetic(name, Kind.MUL, centred, inverse);
    }

    /** A factor and a summand that are broadcast to the data. */
    public int affine(String name, int data, Tensor factors, Tensor summands) {
        int scaled = arithmetic(name + "/scaled", Kind.MUL, data, network.constant(name + "/factors", factors));
        return arithmetic(name, Kind.ADD, scaled, network.constant(name + "/summands", summands));
    }
}
