package dev.halfstep.table.scan;

import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.table.CellForm;
import dev.halfstep.table.Column;
import dev.halfstep.table.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Fills columns whose types and length are known: those of a part of a file, or of all of it in a second pass. */
public final class FillPass implements RecordSink {

    private final Markers missing;
    private final Selection selection;
    /** By column; null where it is not read. */
    private final @Nullable ColumnFill[] fills;
    private final LineIndex lines = new LineIndex();
    private final int rows;
    private final char decimalSign;
    /** By column; null where nobody asks whether it is suspicious. */
    private final @Nullable PlainDigits[] digits;
    private int row;

    /**
     * @param forms of the columns that are filled, by column; null for the others
     * @param missing what marks a missing value
     */
    public FillPass(Selection selection, @Nullable CellForm[] forms, int rows, Markers missing) {
        this.selection = selection;
        this.missing = missing;
        this.rows = rows;
        double bytes = 0;
        for (CellForm form : forms) {
            bytes += form == null ? 0 : (double) rows * ColumnFill.bytesPerRow(form.type());
        }
        Memory.require(bytes);
        decimalSign = selection.options().decimalSign();
        digits = new @Nullable PlainDigits[forms.length];
        this.fills = new @Nullable ColumnFill[forms.length];
        for (int i = 0; i < forms.length; i++) {
            CellForm form = forms[i];
            fills[i] = form == null ? null
                    : ColumnFill.create(selection.name(i), form, rows, decimalSign, missing);
        }
    }

    /** The same, told to look for numbers that may be read wrongly, as a scan does. */
    public FillPass watching() {
        for (int i = 0; i < fills.length; i++) {
            digits[i] = fills[i] instanceof ColumnFill.Numeric ? new PlainDigits() : null;
        }
        return this;
    }

    /** Whether a column may have thousands set apart by its decimal sign, so that all of the file has to be looked at. */
    public boolean isSuspicious() {
        return Stream.of(digits).flatMap(Stream::ofNullable)
                .anyMatch(column -> !column.sure() && column.groups() > 0 && !column.moreDigits());
    }

    @Override
    public void header(List<String> names) {
        if (names.size() != fills.length) {
            throw changed();
        }
    }

    @Override
    public void cell(int column, char[] text, int from, int to, long line) {
        ColumnFill fill = fills[column];
        if (fill == null || from == to || missing.contains(text, from, to)) {
            return;
        }
        if (row == rows) {
            throw changed();
        }
        PlainDigits own = digits[column];
        if (own != null) {
            own.lookWithin(text, from, to, decimalSign);
        }
        try {
            fill.cell(row, text, from, to);
        } catch (Problem p) {
            throw p.at("line " + line + ", column " + Quoted.of(selection.name(column)));
        }
    }

    @Override
    public void endRecord(long line) {
        lines.add(row++, line);
    }

    /**
     * The columns that were filled.
     *
     * @throws Problem if the file has not the rows that the first pass counted
     */
    public List<Column> columns() {
        if (row != rows) {
            throw changed();
        }
        var columns = new ArrayList<Column>();
        for (ColumnFill fill : fills) {
            if (fill != null) {
                columns.add(fill.column(rows));
            }
        }
        return columns;
    }

    public LineIndex lines() {
        return lines;
    }

    private static Problem changed() {
        return Problem.system("the file changed while it was being read").remedy("Try again when it is complete.");
    }
}
