package dev.halfstep.op.move;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.Options;
import dev.halfstep.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The data without axes of extent 1.
 *
 * @param axes those that go; negative ones count from the end; none for all of extent 1
 */
public record Squeeze(List<Integer> axes) implements Mover {

    public static final OpType TYPE = Mover.type("SQUEEZE", 30, Squeeze::read).releases("1.6.0");

    private static final int AXES_FIELD = 0;

    public Squeeze {
        axes = List.copyOf(axes);
    }

    private static Squeeze read(OptionReader options) {
        return new Squeeze(Arrays.stream(options.ints(AXES_FIELD)).boxed().toList());
    }

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.ints(AXES_FIELD, axes);
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        Shape data = operands.shape(0);
        var goes = new boolean[data.rank()];
        for (int axis : axes) {
            int a = Extents.axis(axis, data.rank());
            require(data.extent(a) == 1, () -> "axis " + a + " of " + data + " cannot go: its extent is not 1");
            goes[a] = true;
        }
        return List.of(Shape.of(IntStream.range(0, goes.length)
                .filter(a -> axes.isEmpty() ? data.extent(a) != 1 : !goes[a]).map(data::extent).toArray()));
    }
}
