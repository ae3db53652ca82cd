package dev.halfstep.c.net;

import dev.halfstep.c.text.Tables;
import dev.halfstep.lower.Computed;
import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Copied;
import dev.halfstep.lower.LoweredMove.Filled;
import dev.halfstep.lower.LoweredMove.Moved;
import dev.halfstep.lower.LoweredMove.Part;
import dev.halfstep.lower.LoweredMove.Recoded;
import dev.halfstep.lower.LoweredMove.Repeated;
import dev.halfstep.lower.LoweredMove.StridedCopy;
import java.util.Arrays;
import java.util.Map;

/** Elements that are copied or filled in. */
final class MoveLayer {

    private static final int CODES = 256;

    private MoveLayer() {}

    static void write(Layer layer, LoweredMove move) {
        if (!(move instanceof Moved moved)) {
            throw layer.noSuchOp();
        }
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
                case Filled filled ->
                    throw layer.refused("there is no C for " + layer.op() + " with a value that is computed");
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
            layer.call(layer.functions().use("copy", Map.of("element_t", layer.typeOut())), plus(in, copy.from()),
                    plus(out, copy.to()), copy.run());
            return;
        }
        int[] extents = appended(copy.extents(), copy.run());
        String read = "(" + in + ")[" + Loops.index(copy.from(), extents, appended(copy.fromStrides(), 1)) + "]";
        String write = "(" + out + ")[" + Loops.index(copy.to(), extents, appended(copy.toStrides(), 1)) + "]";
        layer.statements(Loops.over(extents, write + " = " + value.formatted(read) + ";"));
    }

    private static int[] appended(int[] numbers, int last) {
        int[] all = Arrays.copyOf(numbers, numbers.length + 1);
        all[numbers.length] = last;
        return all;
    }

    private static String plus(String address, int offset) {
        return offset == 0 ? address : address + " + " + offset;
    }
}
