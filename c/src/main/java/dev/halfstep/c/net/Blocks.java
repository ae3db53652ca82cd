package dev.halfstep.c.net;

import dev.halfstep.lower.LoweredMove.StridedCopy;
import java.util.Arrays;

/** Blocks of elements that go from one array to another, as loops in C. */
final class Blocks {

    private Blocks() {}

    /**
     * Copies a block.
     *
     * @param in where the first array begins, as an expression
     * @param out where the second begins
     * @param value of an element, from the one that is read
     */
    static String copy(StridedCopy copy, String in, String out, String value) {
        if (copy.run() == 0) {
            return "";
        }
        int[] extents = appended(copy.extents(), copy.run());
        String read = "(" + in + ")[" + Loops.index(copy.from(), extents, appended(copy.fromStrides(), 1)) + "]";
        String write = "(" + out + ")[" + Loops.index(copy.to(), extents, appended(copy.toStrides(), 1)) + "]";
        return Loops.over(extents, write + " = " + value.formatted(read) + ";");
    }

    private static int[] appended(int[] numbers, int last) {
        int[] all = Arrays.copyOf(numbers, numbers.length + 1);
        all[numbers.length] = last;
        return all;
    }
}
