package dev.halfstep.table.parquet;

import dev.halfstep.table.scan.Digest;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.Validity;

/** Adds the values of a Parquet column to a digest as they are stored, before anything is made of them. */
final class ParquetDigest {

    private ParquetDigest() {}

    /** The reader's present batch. Batches leave no trace in the digest: their size is not part of the content. */
    static void add(ColumnReader cells, Digest digest) {
        int count = cells.getRecordCount();
        Validity validity = cells.getLeafValidity();
        boolean nulls = validity.hasNulls();
        Values values = Values.of(cells);
        for (int i = 0; i < count; i++) {
            if (nulls && validity.isNull(i)) {
                digest.length(0);
            } else {
                digest.length(1);
                values.add(i, digest);
            }
        }
    }

    private interface Values {

        void add(int index, Digest digest);

        static Values of(ColumnReader cells) {
            return switch (cells.getColumnSchema().type()) {
                case BOOLEAN -> {
                    boolean[] values = cells.getBooleans();
                    yield (i, digest) -> digest.length(values[i] ? 1 : 0);
                }
                case INT32 -> {
                    int[] values = cells.getInts();
                    yield (i, digest) -> digest.number(values[i]);
                }
                case INT64 -> {
                    long[] values = cells.getLongs();
                    yield (i, digest) -> digest.number(values[i]);
                }
                case FLOAT -> {
                    float[] values = cells.getFloats();
                    yield (i, digest) -> digest.number(Float.floatToIntBits(values[i]));
                }
                case DOUBLE -> {
                    double[] values = cells.getDoubles();
                    yield (i, digest) -> digest.number(Double.doubleToLongBits(values[i]));
                }
                case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY, INT96 -> {
                    byte[] bytes = cells.getBinaryValues();
                    int[] offsets = cells.getBinaryOffsets();
                    yield (i, digest) -> digest.bytes(bytes, offsets[i], offsets[i + 1]);
                }
            };
        }
    }
}
