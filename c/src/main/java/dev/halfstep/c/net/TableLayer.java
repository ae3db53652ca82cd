package dev.halfstep.c.net;

import dev.halfstep.c.text.Types;
import dev.halfstep.tensor.DType;
import java.util.IntSummaryStatistics;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** A function of 8-bit codes by a table. */
final class TableLayer {

    private static final int CODES = 256;
    private static final int HALF = 128;

    private TableLayer() {}

    /** @param table by the byte of a code, taken as unsigned */
    static void write(Layer layer, byte[] table, int length) {
        boolean signedIn = layer.type(0) == DType.INT8;
        boolean signedOut = layer.output().dtype() == DType.INT8;
        IntUnaryOperator code = at -> signedOut ? table[at & 0xff] : table[at & 0xff] & 0xff;
        // In the order of the codes.
        String name = layer.table("codes", layer.typeOut(), CODES, i -> code.applyAsInt(signedIn ? i - HALF : i));
        layer.call(layer.functions().use("table", Map.of("in_t", layer.typeIn(0), "out_t", layer.typeOut(), "FIRST",
                signedIn ? "+ " + HALF : "", "READ", Types.read(layer.typeOut()))), layer.in(0), layer.out(), length,
                name);
        CodeRange in = layer.rangeIn(0);
        IntSummaryStatistics out = IntStream.rangeClosed((int) in.min(), (int) in.max()).map(code).summaryStatistics();
        layer.rangeOut(new CodeRange(out.getMin(), out.getMax()));
    }
}
