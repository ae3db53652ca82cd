package dev.halfstep.c.net;

import dev.halfstep.c.text.Tables;
import dev.halfstep.lower.Computed;
import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Copied;
import dev.halfstep.lower.LoweredMove.Filled;
import dev.halfstep.lower.LoweredMove.Gathered;
import dev.halfstep.lower.LoweredMove.Located;
import dev.halfstep.lower.LoweredMove.Moved;
import dev.halfstep.lower.LoweredMove.Part;
import dev.halfstep.lower.LoweredMove.Recoded;
import dev.halfstep.lower.LoweredMove.Repeated;
import dev.halfstep.lower.LoweredMove.Resampled;
import dev.halfstep.lower.LoweredMove.Selected;
import dev.halfstep.lower.LoweredMove.StridedCopy;
import dev.halfstep.lower.LoweredMove.Taken;
import dev.halfstep.lower.LoweredResize.Images;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import java.util.Arrays;
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
            case Gathered gathered -> gathered(layer, gathered);
            case Taken taken -> taken(layer, taken.slices());
            case Selected selected -> selected(layer, selected);
            case Resampled resampled -> resampled(layer, resampled);
            case LoweredMove.Updated updated -> throw layer.noSuchOp();
            case LoweredMove.Cut cut -> throw layer.noSuchOp();
            case LoweredMove.Scattered scattered -> throw layer.noSuchOp();
            case LoweredMove.Decoded decoded -> throw layer.noSuchOp();
            case LoweredMove.RealRange range -> throw layer.noSuchOp();
            case LoweredMove.IntegerRange range -> throw layer.noSuchOp();
            case LoweredMove.Known known -> throw layer.noSuchOp();
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
        if (copy.run() == 0) {
            return;
        }
        if (copy.extents().length == 0 && value.equals("%s")) {
            layer.call(layer.functions().use("copy", Map.of("element_t", layer.typeOut())),
                    Layer.behind(in, copy.from()),
                    Layer.behind(out, copy.to()), copy.run());
            return;
        }
        int[] extents = appended(copy.extents(), copy.run());
        String read = "(" + in + ")[" + Loops.index(copy.from(), extents, appended(copy.fromStrides(), 1)) + "]";
        String write = "(" + out + ")[" + Loops.index(copy.to(), extents, appended(copy.toStrides(), 1)) + "]";
        layer.statements(Loops.over(extents, write + " = " + value.formatted(read) + ";"));
    }

    private static void gathered(Layer layer, Gathered gathered) {
        Codes indices = known(layer, gathered.indices());
        int inner = gathered.inner();
        int perBatch = gathered.outer() * gathered.picked();
        gathered(layer, layer.in(0), gathered.batches() * perBatch, inner, slice -> {
            int batch = slice / perBatch;
            int outer = slice % perBatch / gathered.picked();
            long index = indices.rawCode(batch * gathered.picked() + slice % gathered.picked());
            requireWithin(index, gathered.extent());
            return ((long) (batch * gathered.outer() + outer) * gathered.extent() + index) * inner;
        });
    }

    private static void taken(Layer layer, Located slices) {
        Codes indices = known(layer, slices.indices());
        int axes = slices.extents().length;
        gathered(layer, layer.in(slices.data()), slices.slices(), slices.inner(), slice -> {
            long at = 0;
            for (int a = 0; a < axes; a++) {
                long index = indices.rawCode(slice * axes + a);
                requireWithin(index, slices.extents()[a]);
                at = at * slices.extents()[a] + index;
            }
            return at * slices.inner();
        });
    }

    private static void requireWithin(long index, int extent) {
        if (index < 0 || index >= extent) {
            throw Problem.model("the index " + index + " leads out of an axis of " + extent);
        }
    }

    /** @param begin where a slice begins in the input */
    private static void gathered(Layer layer, String in, int slices, int inner, IntToLongFunction begin) {
        layer.describe(layer.words());
        String begins = layer.table("begins", "int32_t", slices, begin);
        layer.call(layer.functions().use("gathered", Map.of("element_t", layer.typeOut())), in, layer.out(), begins,
                slices, inner);
    }

    private static Codes known(Layer layer, int position) {
        return layer.input(position).constant().map(Codes.class::cast).orElseThrow(
                () -> Problem.model("there is no C for " + layer.op() + " with indices that are computed"));
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
        gathered(layer, layer.in(0), images.batches() * resampled.rows().length * columns, images.channels(),
                position -> {
                    int row = position / columns % resampled.rows().length;
                    int batch = position / columns / resampled.rows().length;
                    return ((long) (batch * images.rows() + resampled.rows()[row]) * images.columns()
                            + resampled.columns()[position % columns]) * images.channels();
                });
        layer.rangeOut(layer.rangeIn(0));
    }

    private static int[] appended(int[] numbers, int last) {
        int[] all = Arrays.copyOf(numbers, numbers.length + 1);
        all[numbers.length] = last;
        return all;
    }
}
