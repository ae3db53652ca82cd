package dev.halfstep.op.move;

import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT8;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.Computed;
import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Filled;
import dev.halfstep.lower.LoweredMove.Moved;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.Shape;
import java.util.List;

/**
 * The data with a border of one value. Inputs: the data; how much goes before and behind each axis; optionally the value. Without
 * it the border is 0, for codes their zero point.
 *
 * @param second whether it is PADV2
 */
public record Pad(boolean second) implements IndexedMover {

    public static final OpType TYPE = type("PAD", 22, "1.5.0", new Pad(false));
    public static final OpType TYPE_2 = type("PADV2", 43, "1.9.0", new Pad(true));

    private static final int VALUE = 2;

    private static OpType type(String name, int optionsType, String release, Pad op) {
        return Mover.type(name, optionsType, op).inputs(2, 3).shapedBy(1).releases(release).since("1.14.0", INT8)
                .since("2.4.0", INT16).since("2.6.0");
    }

    @Override
    public OpType type() {
        return second ? TYPE_2 : TYPE;
    }

    @Override
    public void check(Operands operands) {
        IndexedMover.super.check(operands);
        if (operands.has(VALUE)) {
            Operands.requireSameType(operands.output(), operands.input(VALUE));
            Mover.requireSameScale(operands.output(), operands.input(VALUE));
        }
        requireOne(operands);
        if (operands.dtype(0).isCode() && operands.output().quantization().isPresent()) {
            require(operands.outputScale().channels() == 1,
                    () -> "'" + operands.output().name() + "' has several scales");
        }
    }

    private static void requireOne(Operands operands) {
        require(!operands.has(VALUE) || operands.shape(VALUE).elements() == 1,
                () -> "it pads with one value, not with " + operands.shape(VALUE).elements());
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        requireOne(operands);
        return List.of(Paddings.of(operands).padded(operands.shape(0)));
    }

    @Override
    public LoweredMove lower(Operands operands) {
        Shape padded = operands.output().shape();
        boolean coded = operands.dtype(0).isCode() && operands.output().quantization().isPresent();
        var border = new Filled(operands.dtype(0), padded.elements(), operands.has(VALUE) ? VALUE : Computed.NONE,
                coded ? operands.outputScale().zeroPoint() : 0);
        return new Moved(List.of(border, Paddings.of(operands).inner(operands.shape(0), padded)));
    }

    @Override
    public int version(Operands operands) {
        return operands.shape(0).rank() > 4 ? 4 : IndexedMover.super.version(operands);
    }
}
