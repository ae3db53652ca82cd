package dev.halfstep.table.scan;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.Column;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.Memory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fills columns whose types and length are known: those of a part of a file, or of all of it in a second pass. */
public final class FillPass implements RecordSink {

    private final CellSet missing;
    private final Selection selection;
    /** By column; null where it is not read. */
    private final @Nullable ColumnFill[] fills;
    private final LineIndex lines = new LineIndex();
    private final int rows;
    private int row;

    public FillPass(Selection selection, @Nullable ColumnType[] types, int rows) {
        this.selection = selection;
        this.missing = CellSet.exactly(selection.options().missing());
        this.rows = rows;
        double bytes = 0;
        for (ColumnType type : types) {
            bytes += type == null ? 0 : (double) rows * ColumnFill.bytesPerRow(type);
        }
        Memory.require(bytes);
        this.fills = new @Nullable ColumnFill[types.length];
        for (int i = 0; i < types.length; i++) {
            ColumnType type = types[i];
            fills[i] = type == null ? null
                    : ColumnFill.create(selection.name(i), type, rows, selection.options().decimalSign());
        }
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
        try {
            fill.cell(row, text, from, to);
        } catch (Problem p) {
            throw p.at("line " + line + ", column '" + selection.name(column) + "'");
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
