package dev.halfstep.c.net;

import dev.halfstep.c.text.Types;
import dev.halfstep.lower.LoweredMove.Cut;
import dev.halfstep.lower.LoweredMove.Gathered;
import dev.halfstep.lower.LoweredMove.Located;
import dev.halfstep.lower.LoweredMove.StridedCopy;
import dev.halfstep.lower.LoweredMove.Updated;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToLongFunction;

/**
 * Elements that are found by indices. Where these are known, so is where each slice begins. Where another node computes them, a run first
 * makes sure that they lead to something.
 */
final class IndexedLayer {

    private final Layer layer;

    IndexedLayer(Layer layer) {
        this.layer = layer;
    }

    void gathered(Gathered gathered) {
        Optional<Codes> known = known(gathered.indices());
        if (known.isPresent()) {
            gathered(gathered, known.get());
            return;
        }
        layer.describe(layer.words() + ", by indices that are computed");
        layer.requireWithin(gathered.indices(), 0, gathered.extent() - 1L);
        layer.call(layer.functions().use("picked",
                Map.of("element_t", layer.typeOut(), "index_t", layer.typeIn(gathered.indices()))),
                layer.in(0), layer.out(), layer.in(gathered.indices()), gathered.batches(), gathered.outer(),
                gathered.extent(), gathered.picked(), gathered.inner());
        layer.rangeOut(layer.rangeIn(0));
    }

    private void gathered(Gathered gathered, Codes indices) {
        int inner = gathered.inner();
        int perBatch = gathered.outer() * gathered.picked();
        slices(layer.in(0), gathered.batches() * perBatch, inner, slice -> {
            int batch = slice / perBatch;
            int outer = slice % perBatch / gathered.picked();
            long index = indices.rawCode(batch * gathered.picked() + slice % gathered.picked());
            requireWithin(index, gathered.extent());
            return ((long) (batch * gathered.outer() + outer) * gathered.extent() + index) * inner;
        });
        layer.rangeOut(layer.rangeIn(0));
    }

    void taken(Located slices) {
        Optional<Codes> known = known(slices.indices());
        if (known.isPresent()) {
            slices(layer.in(slices.data()), slices.slices(), slices.inner(),
                    slice -> begin(slices, known.get(), slice) * slices.inner());
        } else {
            layer.describe(layer.words() + ", by indices that are computed");
            layer.call(layer.functions().use("taken",
                    Map.of("element_t", layer.typeOut(), "index_t", layer.typeIn(slices.indices()))),
                    layer.in(slices.data()), layer.out(), layer.in(slices.indices()), slices.slices(),
                    extents(slices), slices.extents().length, slices.inner());
        }
        layer.rangeOut(layer.rangeIn(slices.data()));
    }

    void scattered(Located slices) {
        known(slices.indices()).ifPresent(indices -> {
            for (int slice = 0; slice < slices.slices(); slice++) {
                begin(slices, indices, slice);
            }
        });
        layer.describe(layer.words());
        layer.call(layer.functions().use("scattered",
                Map.of("element_t", layer.typeOut(), "index_t", layer.typeIn(slices.indices()), "unsigned_t",
                        Types.unsigned(slices.type()), "ADDED", slices.isOfTruths() ? "|" : "+")),
                layer.in(slices.data()), layer.out(), slices.length(), layer.in(slices.indices()), slices.slices(),
                extents(slices), slices.extents().length, slices.inner());
    }

    /** The table of the extents of the array's first axes; indices that are computed are made sure to lead there. */
    private String extents(Located slices) {
        int[] extents = slices.extents();
        String table = layer.table("extents", "int32_t", extents.length, a -> extents[a]);
        int position = slices.indices();
        int least = Arrays.stream(extents).min().orElse(0);
        if (!layer.isConstant(position) && !layer.rangeIn(position).isWithin(0, least - 1L)) {
            layer.require("within_axes", layer.type(position), layer.in(position), slices.slices(), table,
                    extents.length);
        }
        return table;
    }

    /** Which of all slices a row of known indices leads to. */
    private static long begin(Located slices, Codes indices, int slice) {
        int axes = slices.extents().length;
        long at = 0;
        for (int a = 0; a < axes; a++) {
            long index = indices.rawCode(slice * axes + a);
            requireWithin(index, slices.extents()[a]);
            at = at * slices.extents()[a] + index;
        }
        return at;
    }

    private static void requireWithin(long index, int extent) {
        if (index < 0 || index >= extent) {
            throw Problem.model("the index " + index + " leads out of an axis of " + extent)
                    .remedy("Mend the model: nothing can run it.");
        }
    }

    /**
     * Copies slices that are known.
     *
     * @param begin where a slice begins in the input
     */
    void slices(String in, int slices, int inner, IntToLongFunction begin) {
        layer.describe(layer.words());
        String begins = layer.table("begins", "int32_t", slices, begin);
        layer.call(layer.functions().use("gathered", Map.of("element_t", layer.typeOut())), in, layer.out(), begins,
                slices, inner);
    }

    /** Indices that move a block beyond the array move it to its end. */
    void updated(Updated updated) {
        layer.describe(layer.words());
        layer.call(layer.functions().use("copy", Map.of("element_t", layer.typeOut())), layer.in(0), layer.out(),
                updated.length());
        var begin = new StringBuilder("0");
        for (int a = 0; a < updated.latest().length; a++) {
            String start = element(updated.starts(), a);
            if (updated.latest()[a] > 0) {
                begin.append(" + (int32_t)(%1$s < 0 ? 0 : %1$s > %2$d ? %2$d : %1$s) * %3$d".formatted(start,
                        updated.latest()[a], updated.strides()[a]));
            }
        }
        block(updated.update(), begin.toString(), layer.in(1), Layer.behind(layer.out(), "begin"));
        layer.rangeOut(layer.rangeIn(0).and(layer.rangeIn(1)));
    }

    void cut(Cut cut) {
        layer.describe(layer.words() + ", from where is computed");
        int position = cut.starts();
        DType type = layer.type(position);
        var begin = new StringBuilder("0");
        for (int a = 0; a < cut.latest().length; a++) {
            if (!layer.rangeIn(position).isWithin(0, cut.latest()[a])) {
                layer.requireWithin(Layer.behind(layer.in(position), a), type, 1, 0, cut.latest()[a]);
            }
            if (cut.latest()[a] > 0) {
                begin.append(" + (int32_t)" + element(position, a) + " * " + cut.strides()[a]);
            }
        }
        block(cut.copy(), begin.toString(), Layer.behind(layer.in(0), "begin"), layer.out());
        layer.rangeOut(layer.rangeIn(0));
    }

    private String element(int position, int index) {
        return "(" + layer.in(position) + ")[" + index + "]";
    }

    private void block(StridedCopy copy, String begin, String in, String out) {
        layer.statements("    {\n        const int32_t begin = " + begin + ";\n" + Blocks.copy(copy, in, out, "%s")
                + "    }\n");
    }

    private Optional<Codes> known(int position) {
        return layer.input(position).constant().map(Codes.class::cast);
    }
}
