package dev.halfstep.op.reduce;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.tensor.DType.BOOL;
import static dev.halfstep.tensor.DType.FLOAT32;
import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;
import static dev.halfstep.tensor.DType.INT8;

import dev.halfstep.lower.LoweredReduction;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Options;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.move.Mover;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One number from all elements along some axes. Inputs: the data; int32 axes, from the end if negative; one may be named twice.
 *
 * @param kind what number
 * @param keepDims whether the axes stay, with an extent of 1
 */
public record Reduce(Kind kind, boolean keepDims) implements Op {

    /** What is made of the elements. */
    public enum Kind {
        MEAN,
        SUM,
        MAX,
        MIN,
        PROD,
        /** Whether any truth value is true. */
        ANY,
        /** Whether all truth values are true. */
        ALL
    }

    public static final OpType MEAN = type("MEAN", Kind.MEAN).releases("1.6.0").since("1.14.0", INT8)
            .since("2.4.0", INT16);
    public static final OpType SUM = type("SUM", Kind.SUM).releases("1.10.0").since("1.15.0", INT8);
    public static final OpType MAX = extremum("REDUCE_MAX", Kind.MAX);
    public static final OpType MIN = extremum("REDUCE_MIN", Kind.MIN);
    public static final OpType PROD = type("REDUCE_PROD", Kind.PROD).types(FLOAT32, INT32, INT64).releases("1.11.0")
            .since("2.6.0", INT8, INT16);

    public static final OpType ANY =
            type("REDUCE_ANY", Kind.ANY).types(BOOL).releases("1.11.0").quantized(QuantizationRule.NONE);
    public static final OpType ALL =
            type("REDUCE_ALL", Kind.ALL).types(BOOL).releases("2.6.0").quantized(QuantizationRule.NONE);

    private static final int AXES = 1;

    private static OpType type(String name, Kind kind) {
        return Mover.type(name, 27, options -> new Reduce(kind, options.bool(0))).inputs(2).shapedBy(AXES)
                .quantized(QuantizationRule.own(INT8, INT16));
    }

    private static OpType extremum(String name, Kind kind) {
        return type(name, kind).releases("1.11.0").since("1.14.0", INT8).since("2.5.0", INT16)
                .quantized(QuantizationRule.shared(INT8, INT16));
    }

    @Override
    public OpType type() {
        return switch (kind) {
            case MEAN -> MEAN;
            case SUM -> SUM;
            case MAX -> MAX;
            case MIN -> MIN;
            case PROD -> PROD;
            case ANY -> ANY;
            case ALL -> ALL;
        };
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.bool(0, keepDims);
    }

    @Override
    public void check(Operands operands) {
        TensorInfo data = operands.input(0);
        TensorInfo output = operands.output();
        require(operands.dtype(AXES) == DType.INT32, () -> "its axes must be int32");
        switch (kind) {
            case MAX, MIN -> {
                Operands.requireSameType(data, output);
                Operands.requireSameScale(data, output);
            }
            case MEAN, SUM, PROD, ANY, ALL -> Operands.requireAlike(data, output);
        }
    }

    /** Whether each axis of the data is reduced. */
    static boolean[] reduced(Operands operands) {
        // Thousands of nodes may share their axes.
        require(operands.shape(AXES).elements() <= Shape.MAX_RANK,
                () -> "its axes have the shape " + operands.shape(AXES));
        var reduced = new boolean[operands.shape(0).rank()];
        for (long axis : operands.integers(AXES)) {
            reduced[Extents.axis(axis, reduced.length)] = true;
        }
        return reduced;
    }

    @Override
    public boolean mixesSamples(Operands operands) {
        return operands.shape(0).rank() > 0 && (!operands.knows(AXES) || reduced(operands)[0]);
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        Shape data = operands.shape(0);
        boolean[] reduced = reduced(operands);
        return List.of(Extents.shape(IntStream.range(0, reduced.length).filter(a -> keepDims || !reduced[a])
                .mapToLong(a -> reduced[a] ? 1 : data.extent(a)).toArray()));
    }

    /** A sum of 64 bits for each result. */
    @Override
    public long preparedBytes(Operands operands) {
        return (long) operands.output().shape().elements() * Long.BYTES;
    }

    @Override
    public LoweredReduction lower(Operands operands) {
        return new ReduceLowering(kind, operands).lowered();
    }
}
