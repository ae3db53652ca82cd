package dev.halfstep.tflite;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Where the fields of a sound model file stand, so that whole fields can be changed. */
final class FieldMap {

    /**
     * Some bytes that belong together.
     *
     * @param at the first of them
     * @param size 1, 2, 4 or 8
     */
    record Field(int at, int size) {}

    private static final int MOST_CONTENTS = 64;

    private final ByteBuffer file;
    /** What the model says: types, extents, scales, options, indices. */
    private final List<Field> contents = new ArrayList<>();
    /** What holds it together: offsets, lengths, tables of offsets. */
    private final List<Field> structure = new ArrayList<>();

    private FieldMap(byte[] bytes) {
        file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static FieldMap of(byte[] bytes) {
        var map = new FieldMap(bytes);
        map.model(map.follow(0));
        return map;
    }

    List<Field> contents() {
        return contents;
    }

    List<Field> structure() {
        return structure;
    }

    private void model(int model) {
        table(model);
        scalar(model, Slots.MODEL_VERSION, 4);
        tables(model, Slots.MODEL_OPERATOR_CODES, code -> {
            table(code);
            scalar(code, Slots.OPERATOR_CODE_DEPRECATED, 1);
            scalar(code, Slots.OPERATOR_CODE_BUILTIN, 4);
        });
        tables(model, Slots.MODEL_SUBGRAPHS, this::subgraph);
        tables(model, Slots.MODEL_BUFFERS, buffer -> {
            table(buffer);
            bytes(buffer, Slots.BUFFER_DATA);
        });
        tables(model, Slots.MODEL_SIGNATURES, signature -> {
            table(signature);
            scalar(signature, Slots.SIGNATURE_SUBGRAPH, 4);
            tables(signature, Slots.SIGNATURE_INPUTS, this::named);
            tables(signature, Slots.SIGNATURE_OUTPUTS, this::named);
        });
        tables(model, Slots.MODEL_METADATA, entry -> {
            table(entry);
            scalar(entry, Slots.METADATA_BUFFER, 4);
        });
    }

    private void named(int entry) {
        table(entry);
        scalar(entry, Slots.NAMED_TENSOR_INDEX, 4);
    }

    private void subgraph(int subgraph) {
        table(subgraph);
        tables(subgraph, Slots.SUBGRAPH_TENSORS, this::tensor);
        vector(subgraph, Slots.SUBGRAPH_INPUTS, 4);
        vector(subgraph, Slots.SUBGRAPH_OUTPUTS, 4);
        tables(subgraph, Slots.SUBGRAPH_OPERATORS, this::operator);
    }

    private void tensor(int tensor) {
        table(tensor);
        vector(tensor, Slots.TENSOR_SHAPE, 4);
        vector(tensor, Slots.TENSOR_SHAPE_SIGNATURE, 4);
        scalar(tensor, Slots.TENSOR_TYPE, 1);
        scalar(tensor, Slots.TENSOR_BUFFER, 4);
        int quantization = field(tensor, Slots.TENSOR_QUANTIZATION);
        if (quantization != 0) {
            int q = follow(quantization);
            table(q);
            vector(q, Slots.QUANTIZATION_SCALE, 4);
            vector(q, Slots.QUANTIZATION_ZERO_POINT, 8);
            scalar(q, Slots.QUANTIZATION_AXIS, 4);
        }
    }

    private void operator(int operator) {
        table(operator);
        scalar(operator, Slots.OPERATOR_CODE_INDEX, 4);
        vector(operator, Slots.OPERATOR_INPUTS, 4);
        vector(operator, Slots.OPERATOR_OUTPUTS, 4);
        scalar(operator, Slots.OPERATOR_OPTIONS_TYPE, 1);
        options(operator, Slots.OPERATOR_OPTIONS);
        options(operator, Slots.OPERATOR_OPTIONS_2);
    }

    private void options(int operator, int optionsSlot) {
        int field = field(operator, optionsSlot);
        if (field != 0) {
            int options = follow(field);
            table(options);
            for (int slot = 0; slot < slots(options); slot++) {
                int at = field(options, slot);
                // A byte may stand anywhere, all else at a multiple of its size; taking one for the other does no harm.
                scalar(options, slot, at % 4 == 0 ? 4 : 1);
            }
        }
    }

    private int vtable(int table) {
        return table - file.getInt(table);
    }

    private int slots(int table) {
        return (file.getShort(vtable(table)) - 4) / 2;
    }

    private void table(int table) {
        structure.add(new Field(table, 4));
        for (int entry = 0; entry < slots(table) + 2; entry++) {
            structure.add(new Field(vtable(table) + 2 * entry, 2));
        }
    }

    /** Where a field stands; 0 where it is absent. */
    private int field(int table, int slot) {
        int offset = slot < slots(table) ? file.getShort(vtable(table) + 4 + 2 * slot) : 0;
        return offset == 0 ? 0 : table + offset;
    }

    private int follow(int at) {
        structure.add(new Field(at, 4));
        return at + file.getInt(at);
    }

    private void scalar(int table, int slot, int size) {
        int at = field(table, slot);
        if (at != 0) {
            contents.add(new Field(at, size));
        }
    }

    private void vector(int table, int slot, int size) {
        int at = field(table, slot);
        if (at != 0) {
            int vector = follow(at);
            structure.add(new Field(vector, 4));
            for (int i = 0; i < Math.min(file.getInt(vector), MOST_CONTENTS); i++) {
                contents.add(new Field(vector + 4 + size * i, size));
            }
        }
    }

    /** Contents of tensors: words rather than bytes, since axes and paddings count for more than weights. */
    private void bytes(int table, int slot) {
        int at = field(table, slot);
        if (at != 0) {
            int vector = follow(at);
            structure.add(new Field(vector, 4));
            for (int i = 0; i < Math.min(file.getInt(vector), MOST_CONTENTS) / 4; i++) {
                contents.add(new Field(vector + 4 + 4 * i, 4));
            }
        }
    }

    private void tables(int table, int slot, IntConsumer each) {
        int at = field(table, slot);
        if (at != 0) {
            int vector = follow(at);
            structure.add(new Field(vector, 4));
            for (int i = 0; i < file.getInt(vector); i++) {
                each.accept(follow(vector + 4 + 4 * i));
            }
        }
    }
}
