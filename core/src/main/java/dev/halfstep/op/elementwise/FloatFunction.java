package dev.halfstep.op.elementwise;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.lower.CodeTable;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** Functions of real numbers for which TensorFlow Lite has no integer kernels. */
@SuppressWarnings("ImmutableEnumChecker") // Functions, and a record that has no setter.
public enum FloatFunction implements Op {
    CEIL(0, "1.14.0", x -> (float) Math.ceil(x)),
    COS(84, "1.14.0", x -> (float) Math.cos(x)),
    FLOOR(0, "1.9.0", x -> (float) Math.floor(x)),
    /** Halves to the even neighbour. */
    ROUND(0, "1.14.0", x -> (float) Math.rint(x)),
    SIN(0, "1.9.0", x -> (float) Math.sin(x)),
    SQUARE(66, "1.12.0", x -> x * x);

    private final CodeTable.Function function;
    private final OpType type;

    FloatFunction(int optionsType, String release, CodeTable.Function function) {
        this.function = function;
        type = OpType.of(name(), optionsType, this).types(DType.FLOAT32).releases(release);
    }

    @Override
    public OpType type() {
        return type;
    }

    @Override
    public void check(Operands operands) {
        Unary.check(operands);
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        return Unary.outputShapes(operands);
    }

    @Override
    public Step prepare(Operands operands, Buffers buffers) {
        return Unary.floats(buffers, function);
    }
}
