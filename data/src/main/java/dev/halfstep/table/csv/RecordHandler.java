package dev.halfstep.table.csv;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import org.jspecify.annotations.Nullable;

/** Hands on what FastCSV finds. */
final class RecordHandler extends AbstractBaseCsvCallbackHandler<Boolean> {

    private final Records records;
    private final long linesBefore;

    /** @param linesBefore how many lines of the file stand before what the parser is given */
    RecordHandler(Records records, long linesBefore) {
        this.records = records;
        this.linesBefore = linesBefore;
    }

    Records records() {
        return records;
    }

    long line() {
        return linesBefore + getStartingLineNumber();
    }

    @Override
    protected void handleBegin(long line) {
        records.begin();
    }

    @Override
    protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
        records.cell(index, buffer, offset, offset + length, quoted, line());
    }

    /** Returns nothing ever: the sink has the record, and the parser shall go on to the end of the text. */
    @Override
    protected @Nullable Boolean buildRecord() {
        if (getRecordType() != RecordType.EMPTY) {
            records.end(getFieldCount(), line());
        }
        return null;
    }
}
