package dev.halfstep.op.reduce;

import static dev.halfstep.op.Operands.require;

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
        PROD
    }

    public static final OpType MEAN = type("MEAN", Kind.MEAN).releases("1.6.0", "1.14.0", "2.4.0");
    public static final OpType SUM = type("SUM", Kind.SUM).releases("1.10.0", "1.15.0");
    public static final OpType MAX = type("REDUCE_MAX", Kind.MAX).releases("1.11.0", "1.14.0", "2.5.0");
    public static final OpType MIN = type("REDUCE_MIN", Kind.MIN).releases("1.11.0", "1.14.0", "2.5.0");
    public static final OpType PROD =
            type("REDUCE_PROD", Kind.PROD).types(DType.FLOAT32, DType.INT8, DType.INT16, DType.INT32,
                    DType.INT64).releases("1.11.0", "2.6.0");

    private static final int AXES = 1;

    private static OpType type(String name, Kind kind) {
        return Mover.type(name, 27, options -> new Reduce(kind, options.bool(0))).inputs(2);
    }

    @Override
    public OpType type() {
        return switch (kind) {
            case MEAN -> MEAN;
            case SUM -> SUM;
            case MAX -> MAX;
            case MIN -> MIN;
            case PROD -> PROD;
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
                Mover.requireSameType(data, output);
                Mover.requireSameScale(data, output);
            }
            case MEAN, SUM, PROD -> Operands.requireAlike(data, output);
        }
    }

    @Override
    public List<Integer> shapeOperands() {
        return List.of(AXES);
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

    @Override
    public int version(Operands operands) {
        DType dtype = operands.dtype(0);
        return switch (kind) {
            case MEAN, MAX, MIN -> Mover.version(dtype);
            case SUM -> dtype == DType.INT8 ? 2 : 1;
            case PROD -> dtype == DType.INT8 || dtype == DType.INT16 ? 2 : 1;
        };
    }

    @Override
    public QuantizationRule quantization() {
        return switch (kind) {
            case MAX, MIN -> QuantizationRule.shared(DType.INT8, DType.INT16);
            case MEAN, SUM, PROD -> QuantizationRule.own(DType.INT8, DType.INT16);
        };
    }
}
