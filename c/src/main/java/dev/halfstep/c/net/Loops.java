package dev.halfstep.c.net;

import dev.halfstep.op.Extents;
import dev.halfstep.tensor.Shape;
import java.util.stream.IntStream;

/** Loops over the axes of an array, one within the other, as C. */
final class Loops {

    private Loops() {}

    /**
     * Loops around a statement.
     *
     * @param extents of the axes, outermost first; those of one element need no loop
     * @param statement with {@code i0}, {@code i1} and so on for the indices
     */
    static String over(int[] extents, String statement) {
        var text = new StringBuilder("    {\n");
        String indent = "        ";
        int[] axes = IntStream.range(0, extents.length).filter(a -> extents[a] != 1).toArray();
        for (int a : axes) {
            text.append("        int32_t i").append(a).append(";\n");
        }
        for (int a : axes) {
            text.append(indent).append("for (i%1$d = 0; i%1$d < %2$d; i%1$d++) {\n".formatted(a, extents[a]));
            indent += "    ";
        }
        text.append(indent).append(statement).append('\n');
        for (int a = axes.length; a > 0; a--) {
            indent = indent.substring(4);
            text.append(indent).append("}\n");
        }
        return text.append("    }\n").toString();
    }

    /** An index into an array of just these extents, whose elements lie one behind the other. */
    static String index(int[] extents) {
        return index(0, extents, Extents.strides(Shape.of(extents)));
    }

    /** An index into an array, from the indices of its axes. */
    static String index(int start, int[] extents, int[] strides) {
        var text = new StringBuilder();
        for (int a = 0; a < extents.length; a++) {
            if (extents[a] != 1 && strides[a] != 0) {
                String term = Math.abs(strides[a]) == 1 ? "i" + a : "i" + a + " * " + Math.abs(strides[a]);
                text.append(strides[a] < 0 ? " - " : text.isEmpty() ? "" : " + ").append(term);
            }
        }
        if (start != 0 || text.isEmpty()) {
            return text.isEmpty() || text.charAt(0) == ' ' ? start + text.toString() : text + " + " + start;
        }
        return text.toString().strip();
    }
}
