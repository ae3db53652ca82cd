package dev.halfstep.predict;

import dev.halfstep.graph.FeatureCodes.Slot;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.Invocation;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.Optional;

/**
 * The array that a model takes its input from. What stands in it, codes or real values, is handed around as {@code float}, which
 * holds all codes of up to 16 bits.
 */
abstract sealed class InputArray {

    private InputArray() {}

    /** Puts an element. */
    abstract void put(int at, float element);

    /** What stands for a standardised value. */
    abstract float element(float value);

    /** What stands for a feature's value in one of the slots of its own. */
    abstract float element(float value, Slot slot);

    /** The array itself, if it is of 8-bit codes. */
    Optional<byte[]> bytes() {
        return Optional.empty();
    }

    /** The input of a model that is bound to arrays. */
    static InputArray of(Interface.Port port, Invocation invocation) {
        DType type = port.tensor().dtype();
        return switch (type) {
            case FLOAT32 -> new Reals(invocation.valuesIn(0));
            case INT8, UINT8 -> new Bytes(invocation.rawBytesIn(0), type, port);
            case INT16 -> new Shorts(invocation.rawShortsIn(0), type, port);
            case FLOAT16, INT4, INT32, INT64, BOOL ->
                throw new IllegalStateException("no pipeline goes with an input of " + type.label());
        };
    }

    private static final class Reals extends InputArray {

        private final float[] array;

        Reals(float[] array) {
            this.array = array;
        }

        @Override
        void put(int at, float element) {
            array[at] = element;
        }

        @Override
        float element(float value) {
            return value;
        }

        @Override
        float element(float value, Slot slot) {
            throw new IllegalStateException("real values have no slots");
        }
    }

    private abstract static sealed class Codes extends InputArray {

        private final DType type;
        private final Quantization quantization;

        Codes(DType type, Interface.Port port) {
            this.type = type;
            quantization = port.tensor().quantization().orElseThrow();
        }

        @Override
        float element(float value) {
            return quantization.quantize(value, type);
        }

        @Override
        float element(float value, Slot slot) {
            return type.min() + slot.code(value);
        }
    }

    private static final class Bytes extends Codes {

        private final byte[] array;

        Bytes(byte[] array, DType type, Interface.Port port) {
            super(type, port);
            this.array = array;
        }

        @Override
        Optional<byte[]> bytes() {
            return Optional.of(array);
        }

        @Override
        void put(int at, float element) {
            array[at] = (byte) element;
        }
    }

    private static final class Shorts extends Codes {

        private final short[] array;

        Shorts(short[] array, DType type, Interface.Port port) {
            super(type, port);
            this.array = array;
        }

        @Override
        void put(int at, float element) {
            array[at] = (short) element;
        }
    }
}
