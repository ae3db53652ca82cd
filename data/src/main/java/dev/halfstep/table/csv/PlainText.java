package dev.halfstep.table.csv;

/**
 * Reads text without quotes, as most tables are: a cell ends at a delimiter or a line end and nowhere else. Finds the same records in
 * it as FastCSV does.
 */
final class PlainText {

    private PlainText() {}

    /** Reads a piece into records. */
    static void read(TextPiece piece, char delimiter, Records records) {
        char[] text = piece.text();
        int end = piece.length();
        long line = piece.linesBefore() + 1;
        int at = 0;
        while (at < end) {
            at = record(text, at, end, delimiter, line, records);
            line++;
        }
    }

    /** Behind the end stands a line end, which ends the last record if nothing else does. */
    private static int record(char[] text, int from, int end, char delimiter, long line, Records records) {
        records.begin();
        int cells = 0;
        int start = from;
        int at = from;
        while (true) {
            char c = text[at];
            if (c == delimiter) {
                records.cell(cells++, text, start, at, false, line);
                start = at + 1;
            } else if (c <= '\r' && (c == '\n' || c == '\r')) {
                records.cell(cells++, text, start, at, false, line);
                records.end(cells, line);
                return at + (c == '\r' && at + 1 < end && text[at + 1] == '\n' ? 2 : 1);
            }
            at++;
        }
    }
}
