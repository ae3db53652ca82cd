package dev.halfstep.tflite;

import dev.halfstep.op.OptionReader;
import java.util.Optional;

/** The options of an op in a file; where the file has none, all are absent. */
record TableOptions(Optional<Table> table) implements OptionReader {

    @Override
    public int int8(int field, int otherwise) {
        return table.map(t -> t.int8(field, otherwise)).orElse(otherwise);
    }

    @Override
    public boolean bool(int field) {
        return table.map(t -> t.bool(field)).orElse(false);
    }

    @Override
    public int int32(int field, int otherwise) {
        return table.map(t -> t.int32(field, otherwise)).orElse(otherwise);
    }

    @Override
    public float float32(int field, float otherwise) {
        return table.map(t -> t.float32(field, otherwise)).orElse(otherwise);
    }

    @Override
    public int[] ints(int field) {
        return table.map(t -> t.ints(field)).orElseGet(() -> new int[0]);
    }
}
