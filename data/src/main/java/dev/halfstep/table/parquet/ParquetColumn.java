package dev.halfstep.table.parquet;

import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.table.CellForm;
import dev.halfstep.table.Column;
import dev.halfstep.table.scan.ColumnFill;
import dev.halfstep.table.scan.Markers;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.Validity;

/** A column being filled from the batches of a Parquet file. */
final class ParquetColumn {

    private final String name;
    private final ParquetDecoder decoder;
    private final ColumnFill fill;
    private final Markers missing;
    private int filled;

    ParquetColumn(ParquetField field, CellForm form, int rows, char decimalSign, Markers missing) {
        this.name = field.name();
        this.decoder = field.usable(form.type());
        this.missing = missing;
        this.fill = ColumnFill.create(name, form, rows, decimalSign, missing);
    }

    /**
     * Adds cells of the reader's present batch.
     *
     * @param from index of the first in the batch
     * @param row index of the first in the file
     */
    void add(ColumnReader cells, int from, int count, long row) {
        Validity validity = cells.getLeafValidity();
        boolean nulls = validity.hasNulls();
        decoder.batch(cells);
        for (int i = 0; i < count; i++) {
            if (!nulls || validity.isNotNull(from + i)) {
                try {
                    cell(filled + i, from + i);
                } catch (Problem p) {
                    throw p.at("row " + (row + i + 1) + ", column " + Quoted.of(name));
                }
            }
        }
        filled += count;
    }

    private void cell(int row, int index) {
        if (decoder instanceof ParquetStrings strings) {
            strings.decode(index);
            text(row, strings.chars(), strings.from(), strings.to());
            return;
        }
        double number = decoder.number(index);
        if (Double.isNaN(number)) {
            return;
        }
        switch (fill) {
            case ColumnFill.Numeric numeric -> numeric.number(row, number);
            case ColumnFill.Text texts -> {
                char[] text = decoder.text(index).toCharArray();
                text(row, text, 0, text.length);
            }
        }
    }

    private void text(int row, char[] text, int from, int to) {
        if (from < to && !missing.contains(text, from, to)) {
            fill.cell(row, text, from, to);
        }
    }

    Column column(int rows) {
        return fill.column(rows);
    }
}
