package dev.halfstep.op;

import java.util.ArrayList;
import java.util.List;

/**
 * The options of an op as a file shall hold them. Immutable; each method gives options with one field more. Values that are the
 * schema's default are left out of the file.
 *
 * @param fields in the order of their positions in the schema's table
 */
public record Options(List<Field> fields) {

    /** No field at all. */
    public static final Options NONE = new Options(List.of());

    /** One field of the schema's table. */
    public sealed interface Field {

        /** The position in the schema's table. */
        int position();
    }

    /** An enum, a bool or a small integer. */
    public record Int8(int position, int value, int otherwise) implements Field {}

    /** A 32-bit integer. */
    public record Int32(int position, int value, int otherwise) implements Field {}

    /** A 32-bit float. */
    public record Float32(int position, float value, float otherwise) implements Field {}

    /** A vector of 32-bit integers. */
    public record Ints(int position, List<Integer> values) implements Field {

        public Ints {
            values = List.copyOf(values);
        }
    }

    public Options {
        fields = List.copyOf(fields);
    }

    public Options int8(int position, int value) {
        return with(new Int8(position, value, 0));
    }

    public Options int8(int position, int value, int otherwise) {
        return with(new Int8(position, value, otherwise));
    }

    public Options bool(int position, boolean value) {
        return with(new Int8(position, value ? 1 : 0, 0));
    }

    public Options int32(int position, int value) {
        return with(new Int32(position, value, 0));
    }

    public Options int32(int position, int value, int otherwise) {
        return with(new Int32(position, value, otherwise));
    }

    public Options float32(int position, float value) {
        return with(new Float32(position, value, 0));
    }

    public Options ints(int position, List<Integer> values) {
        return with(new Ints(position, values));
    }

    private Options with(Field field) {
        var all = new ArrayList<>(fields);
        all.add(field);
        return new Options(all);
    }
}
