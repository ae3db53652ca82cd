package dev.halfstep.table.csv;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.Column;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Survey;
import dev.halfstep.table.Table;
import dev.halfstep.table.scan.FillPass;
import dev.halfstep.table.scan.LineIndex;
import dev.halfstep.table.scan.ScanPass;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Reads delimited text. */
public final class CsvTableReader {

    private record Scan(ScanPass pass, CsvFormat format) {}

    private CsvTableReader() {}

    public static Table read(Path path, boolean gzip, ReadOptions options) {
        TextFile file = TextFile.of(path, gzip);
        char delimiter = DelimiterSniffer.delimiter(file.head(DelimiterSniffer.SAMPLE), options.decimalComma());
        Scan scan = scan(file, delimiter, () -> new ScanPass(options, true));
        ScanPass found = scan.pass;
        String digest = found.digest();
        int rows = (int) found.rows();
        List<Column> columns = found.columns(types -> {
            var fill = new FillPass(found.selection(), types, rows);
            scan.format.read(file, new Records(fill));
            return fill.columns();
        });
        LineIndex lines = found.lines();
        return new Table(path.toString(), rows, columns, row -> "line " + lines.line(row), digest);
    }

    public static Survey survey(Path path, boolean gzip, ReadOptions options) {
        TextFile file = TextFile.of(path, gzip);
        char delimiter = DelimiterSniffer.delimiter(file.head(DelimiterSniffer.SAMPLE), options.decimalComma());
        ScanPass pass = scan(file, delimiter, () -> new ScanPass(options, false)).pass;
        return new Survey(pass.digest(), pass.rows(), pass.decide());
    }

    private static Scan scan(TextFile file, char delimiter, Supplier<ScanPass> start) {
        var strict = new CsvFormat(delimiter, false);
        ScanPass pass = start.get();
        var records = new Records(pass);
        try {
            strict.read(file, records);
        } catch (Problem p) {
            // What looks wrong may only be a space beside a quote.
            if (!records.sawSpacedQuote()) {
                throw p;
            }
        }
        if (!records.sawSpacedQuote()) {
            return new Scan(complete(pass, records), strict);
        }
        var spaced = new CsvFormat(delimiter, true);
        ScanPass again = start.get();
        var recordsAgain = new Records(again);
        spaced.read(file, recordsAgain);
        return new Scan(complete(again, recordsAgain), spaced);
    }

    private static ScanPass complete(ScanPass pass, Records records) {
        if (!records.sawHeader()) {
            throw Problem.of("the file is empty");
        }
        if (pass.rows() == 0) {
            throw Problem.of("the file has a header but no rows");
        }
        return pass;
    }
}
