package dev.halfstep.c.net;

import dev.halfstep.c.text.Tables;
import dev.halfstep.c.text.Types;
import dev.halfstep.lower.Computed;
import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Copied;
import dev.halfstep.lower.LoweredMove.Cut;
import dev.halfstep.lower.LoweredMove.Filled;
import dev.halfstep.lower.LoweredMove.Gathered;
import dev.halfstep.lower.LoweredMove.IntegerRange;
import dev.halfstep.lower.LoweredMove.Known;
import dev.halfstep.lower.LoweredMove.Moved;
import dev.halfstep.lower.LoweredMove.Part;
import dev.halfstep.lower.LoweredMove.Recoded;
import dev.halfstep.lower.LoweredMove.Repeated;
import dev.halfstep.lower.LoweredMove.Resampled;
import dev.halfstep.lower.LoweredMove.Scattered;
import dev.halfstep.lower.LoweredMove.Selected;
import dev.halfstep.lower.LoweredMove.StridedCopy;
import dev.halfstep.lower.LoweredMove.Taken;
import dev.halfstep.lower.LoweredMove.Updated;
import dev.halfstep.lower.LoweredResize.Images;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** Elements that are copied or filled in. */
final class MoveLayer {

    private static final int CODES = 256;

    private MoveLayer() {}

    static void write(Layer layer, LoweredMove move) {
        switch (move) {
            case Moved moved -> moved(layer, moved);
            case Gathered gathered -> new IndexedLayer(layer).gathered(gathered);
            case Taken taken -> new IndexedLayer(layer).taken(taken.slices());
            case Updated updated -> new IndexedLayer(layer).updated(updated);
            case Cut cut -> new IndexedLayer(layer).cut(cut);
            case Scattered scattered -> new IndexedLayer(layer).scattered(scattered.slices());
            case Selected selected -> selected(layer, selected);
            case Resampled resampled -> resampled(layer, resampled);
            case LoweredMove.Decoded decoded -> throw layer.real();
            case LoweredMove.RealRange range -> throw layer.real();
            case IntegerRange range ->
                known(layer, range.length(), i -> range.first() + i * range.delta());
            case Known known -> known(layer, known.integers().size(), i -> known.integers().get(i));
        }
    }

    private static void moved(Layer layer, Moved moved) {
        layer.describe(layer.words());
        for (Part part : moved.parts()) {
            switch (part) {
                case Copied copied ->
                    copy(layer, copied.copy(), layer.in(copied.input()), layer.out(copied.output()), "%s");
                case Recoded recoded -> {
                    String table =
                            layer.table("codes_" + recoded.input(), "uint8_t", CODES, i -> recoded.table()[i] & 0xff);
                    copy(layer, recoded.copy(), layer.in(recoded.input()), layer.out(), "NET_U8(" + table + " + %s)");
                }
                case Repeated repeated -> copy(layer, repeated.copy(), layer.out(), layer.out(), "%s");
                case Filled filled when filled.operand() == Computed.NONE -> layer.call(
                        layer.functions().use("fill", Map.of("element_t", layer.typeOut())), layer.out(),
                        filled.length(),
                        Tables.integer(filled.known()));
                case Filled filled -> layer.call(
                        layer.functions().use("fill", Map.of("element_t", layer.typeOut())), layer.out(),
                        filled.length(), "(" + layer.in(filled.operand()) + ")[0]");
            }
        }
        if (moved.parts().stream().allMatch(Copied.class::isInstance)) {
            moved.parts().stream().map(part -> layer.rangeIn(((Copied) part).input())).reduce(CodeRange::and)
                    .ifPresent(layer::rangeOut);
        }
    }

    /** @param value of an element, from the one that is read */
    private static void copy(Layer layer, StridedCopy copy, String in, String out, String value) {
        if (copy.run() > 0 && copy.extents().length == 0 && value.equals("%s")) {
            layer.call(layer.functions().use("copy", Map.of("element_t", layer.typeOut())),
                    Layer.behind(in, copy.from()), Layer.behind(out, copy.to()), copy.run());
        } else {
            layer.statements(Blocks.copy(copy, in, out, value));
        }
    }

    /** Numbers that are the same in all runs, which nobody saw before. */
    private static void known(Layer layer, int count, IntToLongFunction number) {
        layer.describe(layer.words());
        String type = layer.typeOut();
        String table = layer.table("numbers", type, count, number);
        int[] extents = {count};
        String index = Loops.index(extents);
        layer.statements(Loops.over(extents, "(" + layer.out() + ")[" + index + "] = " + Types.read(type) + "(" + table
                + " + " + index + ");"));
    }

    private static void selected(Layer layer, Selected selected) {
        int[] extents = selected.extents();
        layer.describe(layer.words());
        String[] read = IntStream.range(0, selected.strides().length)
                .mapToObj(i -> "(" + layer.in(i) + ")[" + Loops.index(0, extents, selected.strides()[i]) + "]")
                .toArray(String[]::new);
        layer.statements(Loops.over(extents, "(" + layer.out() + ")[" + Loops.index(extents) + "] = "
                + read[0] + " ? " + read[1] + " : " + read[2] + ";"));
        layer.rangeOut(layer.rangeIn(1).and(layer.rangeIn(2)));
    }

    /** Each position is one of the image's. */
    private static void resampled(Layer layer, Resampled resampled) {
        Images images = resampled.images();
        int columns = resampled.columns().length;
        new IndexedLayer(layer).slices(layer.in(0), images.batches() * resampled.rows().length * columns,
                images.channels(),
                position -> {
                    int row = position / columns % resampled.rows().length;
                    int batch = position / columns / resampled.rows().length;
                    return ((long) (batch * images.rows() + resampled.rows()[row]) * images.columns()
                            + resampled.columns()[position % columns]) * images.channels();
                });
        layer.rangeOut(layer.rangeIn(0));
    }
}
