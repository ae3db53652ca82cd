package dev.halfstep.lower;

import dev.halfstep.lower.Dense.Int8Dense;
import java.util.List;

/**
 * Dense layers of 8-bit codes one behind the other, where nobody asks for what passes between them.
 *
 * @param entry from the byte of a code that goes in, taken as unsigned, to the code that the first layer takes
 * @param layers at least one; each takes as many inputs as the one before it has outputs
 * @param exit from the byte of a code that the last layer gives, taken as unsigned, to the byte that goes out
 */
public record CodeChain(byte[] entry, List<Int8Dense> layers, byte[] exit) {

    /** As many as there are bytes. */
    public static final int CODES = 256;

    public CodeChain {
        layers = List.copyOf(layers);
    }

    /** A layer by itself. */
    public static CodeChain of(Int8Dense layer) {
        return new CodeChain(same(), List.of(layer), same());
    }

    /** The table that changes nothing. */
    public static byte[] same() {
        var table = new byte[CODES];
        for (int code = 0; code < CODES; code++) {
            table[code] = (byte) code;
        }
        return table;
    }

    /** How many codes go in for each row. */
    public int inputs() {
        return layers.getFirst().inputs();
    }

    /** How many codes stand between two layers for each row, or go in or come out, where they are most. */
    public int widest() {
        return Math.max(inputs(), layers.stream().mapToInt(Int8Dense::outputs).max().orElseThrow());
    }

    /** How many codes come out for each row. */
    public int outputs() {
        return layers.getLast().outputs();
    }
}
