package dev.halfstep.op.move;

import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT8;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Known;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.Options;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * SHAPE: the extents of the data.
 *
 * @param wide whether as int64; else as int32
 */
public record ShapeOf(boolean wide) implements Op {

    public static final OpType TYPE = Mover.type("SHAPE", 55, ShapeOf::read).releases("1.10.0")
            // It takes codes as they are: nothing in it is coded.
            .quantized(QuantizationRule.own(INT8, INT16));

    private static final int INT32_NUMBER = 2;
    private static final int INT64_NUMBER = 4;

    private static ShapeOf read(OptionReader options) {
        int number = options.int8(0, 0);
        if (number != INT32_NUMBER && number != INT64_NUMBER) {
            throw Problem.of("extents can be int32 or int64, not of the type number " + number);
        }
        return new ShapeOf(number == INT64_NUMBER);
    }

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.int8(0, wide ? INT64_NUMBER : INT32_NUMBER);
    }

    @Override
    public void check(Operands operands) {
        DType expected = wide ? DType.INT64 : DType.INT32;
        require(operands.output().dtype() == expected, () -> "its result is " + expected.label() + ", but '"
                + operands.output().name() + "' is " + operands.output().dtype().label());
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        return List.of(Shape.of(operands.shape(0).rank()));
    }

    @Override
    public boolean readsContents() {
        return false;
    }

    @Override
    public LoweredMove lower(Operands operands) {
        return new Known(operands.output().dtype(),
                Arrays.stream(Extents.longs(operands.shape(0))).boxed().toList());
    }
}
