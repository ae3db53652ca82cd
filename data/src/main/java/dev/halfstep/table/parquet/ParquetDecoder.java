package dev.halfstep.table.parquet;

import dev.hardwood.reader.ColumnReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/** Makes cells of the batches of one Parquet column. Asked only for cells that are not null. */
sealed interface ParquetDecoder permits ParquetDecoder.Integers, ParquetDecoder.Floats, ParquetDecoder.Doubles,
        ParquetDecoder.Booleans, ParquetDecoder.Halves, ParquetDecoder.BinaryDecimals, ParquetDecoder.Days,
        ParquetStrings {

    /** Turns to the reader's present batch. */
    void batch(ColumnReader reader);

    /** The cell as a number; NaN if it is one. Not for strings. */
    double number(int index);

    /** The cell as a text. */
    String text(int index);

    /** Integers of 32 or 64 bits, and decimals kept in them. */
    final class Integers implements ParquetDecoder {

        private final boolean narrow;
        private final boolean unsigned;
        private final int scale;
        private long[] values = {};

        Integers(boolean narrow, boolean unsigned, int scale) {
            this.narrow = narrow;
            this.unsigned = unsigned;
            this.scale = scale;
        }

        @Override
        public void batch(ColumnReader reader) {
            values = narrow ? widen(reader.getInts()) : reader.getLongs();
        }

        private long[] widen(int[] ints) {
            var longs = new long[ints.length];
            for (int i = 0; i < ints.length; i++) {
                longs[i] = unsigned ? Integer.toUnsignedLong(ints[i]) : ints[i];
            }
            return longs;
        }

        @Override
        public double number(int index) {
            long value = values[index];
            if (scale != 0) {
                return BigDecimal.valueOf(value, scale).doubleValue();
            }
            return unsigned && value < 0 ? new BigDecimal(Long.toUnsignedString(value)).doubleValue() : value;
        }

        @Override
        public String text(int index) {
            long value = values[index];
            return scale != 0 ? BigDecimal.valueOf(value, scale).toPlainString()
                    : unsigned ? Long.toUnsignedString(value) : Long.toString(value);
        }
    }

    /** Points in time, as days since the first of January 1970. */
    final class Days implements ParquetDecoder {

        private final double perDay;
        private final Integers stored;

        /**
         * @param narrow whether they are kept in 32 bits
         * @param perDay by how much what is kept grows in a day
         */
        Days(boolean narrow, double perDay) {
            this.perDay = perDay;
            stored = new Integers(narrow, false, 0);
        }

        @Override
        public void batch(ColumnReader reader) {
            stored.batch(reader);
        }

        @Override
        public double number(int index) {
            return stored.number(index) / perDay;
        }

        @Override
        public String text(int index) {
            return stored.text(index);
        }
    }

    final class Floats implements ParquetDecoder {

        private float[] values = {};

        @Override
        public void batch(ColumnReader reader) {
            values = reader.getFloats();
        }

        @Override
        public double number(int index) {
            return values[index];
        }

        @Override
        public String text(int index) {
            return Float.toString(values[index]);
        }
    }

    final class Doubles implements ParquetDecoder {

        private double[] values = {};

        @Override
        public void batch(ColumnReader reader) {
            values = reader.getDoubles();
        }

        @Override
        public double number(int index) {
            return values[index];
        }

        @Override
        public String text(int index) {
            return Double.toString(values[index]);
        }
    }

    final class Booleans implements ParquetDecoder {

        private boolean[] values = {};

        @Override
        public void batch(ColumnReader reader) {
            values = reader.getBooleans();
        }

        @Override
        public double number(int index) {
            return values[index] ? 1 : 0;
        }

        @Override
        public String text(int index) {
            return values[index] ? "True" : "False";
        }
    }

    /** 16-bit floating point. */
    final class Halves implements ParquetDecoder {

        private byte[] bytes = {};
        private int[] offsets = {};

        @Override
        public void batch(ColumnReader reader) {
            bytes = reader.getBinaryValues();
            offsets = reader.getBinaryOffsets();
        }

        private float half(int index) {
            int at = offsets[index];
            return Float.float16ToFloat((short) ((bytes[at] & 0xff) | (bytes[at + 1] << 8)));
        }

        @Override
        public double number(int index) {
            return half(index);
        }

        @Override
        public String text(int index) {
            return Float.toString(half(index));
        }
    }

    /** Decimals as big-endian two's complement. */
    final class BinaryDecimals implements ParquetDecoder {

        private final int scale;
        private byte[] bytes = {};
        private int[] offsets = {};

        BinaryDecimals(int scale) {
            this.scale = scale;
        }

        @Override
        public void batch(ColumnReader reader) {
            bytes = reader.getBinaryValues();
            offsets = reader.getBinaryOffsets();
        }

        private BigDecimal decimal(int index) {
            return new BigDecimal(new BigInteger(Arrays.copyOfRange(bytes, offsets[index], offsets[index + 1])), scale);
        }

        @Override
        public double number(int index) {
            return decimal(index).doubleValue();
        }

        @Override
        public String text(int index) {
            return decimal(index).toPlainString();
        }
    }
}
