package dev.halfstep.kernel.array;

import dev.halfstep.tensor.DType;

/** Elements of an array of integers, whatever its type: for kernels where convenience counts for more than speed. */
public interface IntegerArray {

    long get(int index);

    /** Stores an integer that the type holds. */
    void set(int index, long value);

    /**
     * A view of an array.
     *
     * @param dtype an integer type
     */
    static IntegerArray of(DType dtype, Object array) {
        return switch (dtype) {
            case INT8, INT4, BOOL -> new Int8((byte[]) array);
            case UINT8 -> new Uint8((byte[]) array);
            case INT16 -> new Int16((short[]) array);
            case INT32 -> new Int32((int[]) array);
            case INT64 -> new Int64((long[]) array);
            case FLOAT32, FLOAT16 -> throw new IllegalArgumentException(dtype.label());
        };
    }

    /** Signed bytes. */
    @SuppressWarnings("ArrayRecordComponent") // a view, not a value
    record Int8(byte[] array) implements IntegerArray {
        @Override
        public long get(int index) {
            return array[index];
        }

        @Override
        public void set(int index, long value) {
            array[index] = (byte) value;
        }
    }

    /** Bytes from 0 to 255. */
    @SuppressWarnings("ArrayRecordComponent")
    record Uint8(byte[] array) implements IntegerArray {
        @Override
        public long get(int index) {
            return array[index] & 0xff;
        }

        @Override
        public void set(int index, long value) {
            array[index] = (byte) value;
        }
    }

    /** 16 bits. */
    @SuppressWarnings("ArrayRecordComponent")
    record Int16(short[] array) implements IntegerArray {
        @Override
        public long get(int index) {
            return array[index];
        }

        @Override
        public void set(int index, long value) {
            array[index] = (short) value;
        }
    }

    /** 32 bits. */
    @SuppressWarnings("ArrayRecordComponent")
    record Int32(int[] array) implements IntegerArray {
        @Override
        public long get(int index) {
            return array[index];
        }

        @Override
        public void set(int index, long value) {
            array[index] = (int) value;
        }
    }

    /** 64 bits. */
    @SuppressWarnings("ArrayRecordComponent")
    record Int64(long[] array) implements IntegerArray {
        @Override
        public long get(int index) {
            return array[index];
        }

        @Override
        public void set(int index, long value) {
            array[index] = value;
        }
    }
}
