package dev.halfstep.c.row;

import dev.halfstep.tensor.DType;

/** What codes are called in C. */
final class Types {

    private Types() {}

    static String of(DType type) {
        return type == DType.INT8 ? "int8_t" : type == DType.UINT8 ? "uint8_t" : "int16_t";
    }
}
