package dev.halfstep.c.net;

import dev.halfstep.c.text.Types;
import dev.halfstep.tensor.DType;
import java.util.Map;

/** A function of 8-bit codes by a table. */
final class TableLayer {

    private static final int CODES = 256;

    private TableLayer() {}

    /** @param table by the byte of a code, taken as unsigned */
    static void write(Layer layer, byte[] table, int length) {
        boolean signedIn = layer.type(0) == DType.INT8;
        boolean signedOut = layer.output().dtype() == DType.INT8;
        // In the order of the codes.
        String name = layer.table("codes", layer.typeOut(), CODES, i -> {
            int at = signedIn ? i - 128 & 0xff : i;
            return signedOut ? table[at] : table[at] & 0xff;
        });
        layer.call(layer.functions().use("table", Map.of("in_t", layer.typeIn(0), "out_t", layer.typeOut(), "FIRST",
                signedIn ? "+ 128" : "", "READ", Types.read(layer.typeOut()))), layer.in(0), layer.out(), length, name);
    }
}
