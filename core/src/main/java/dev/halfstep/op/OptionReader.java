package dev.halfstep.op;

/** The options of an op as a file holds them, by the position of each field in the schema's table. */
public interface OptionReader {

    /** An enum or a small integer. */
    int int8(int field, int otherwise);

    /** False where it is absent. */
    boolean bool(int field);

    int int32(int field, int otherwise);

    float float32(int field, float otherwise);

    /** A vector; empty where it is absent. */
    int[] ints(int field);
}
