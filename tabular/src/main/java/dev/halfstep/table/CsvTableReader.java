package dev.halfstep.table;

import dev.halfstep.problem.Problem;
import java.nio.file.Path;
import java.util.List;

/** Reads delimited text. */
final class CsvTableReader {

    private record Scan(ScanPass pass, CsvFormat format) {}

    private CsvTableReader() {}

    static Table read(Path path, boolean gzip, ReadOptions options) {
        TextFile file = TextFile.of(path, gzip);
        char delimiter = DelimiterSniffer.delimiter(file.head(DelimiterSniffer.SAMPLE), options.decimalComma());
        Scan scan = scan(file, delimiter, options);
        ScanPass found = scan.pass;
        String digest = found.digest();
        List<Column> columns = found.columns(types -> {
            var fill = new FillPass(found.selection(), types, found.rows());
            scan.format.read(file, new RecordHandler(fill));
            return fill.columns();
        });
        LineIndex lines = found.lines();
        return new Table(path.toString(), found.rows(), columns, row -> "line " + lines.line(row), digest);
    }

    private static Scan scan(TextFile file, char delimiter, ReadOptions options) {
        var strict = new CsvFormat(delimiter, false);
        var pass = new ScanPass(options);
        var handler = new RecordHandler(pass);
        try {
            strict.read(file, handler);
        } catch (Problem p) {
            // What looks wrong may only be a space beside a quote.
            if (!handler.sawSpacedQuote()) {
                throw p;
            }
        }
        if (!handler.sawSpacedQuote()) {
            return new Scan(complete(pass, handler), strict);
        }
        var spaced = new CsvFormat(delimiter, true);
        var again = new ScanPass(options);
        var handlerAgain = new RecordHandler(again);
        spaced.read(file, handlerAgain);
        return new Scan(complete(again, handlerAgain), spaced);
    }

    private static ScanPass complete(ScanPass pass, RecordHandler handler) {
        if (!handler.sawHeader()) {
            throw Problem.of("the file is empty");
        }
        if (pass.rows() == 0) {
            throw Problem.of("the file has a header but no rows");
        }
        return pass;
    }
}
