package dev.halfstep.table.csv;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.CellForm;
import dev.halfstep.table.Column;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Survey;
import dev.halfstep.table.Table;
import dev.halfstep.table.scan.FillPass;
import dev.halfstep.table.scan.LineIndex;
import dev.halfstep.table.scan.ScanPass;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads delimited text. */
public final class CsvTableReader {

    private record Scan(ScanPass pass, CsvFormat format) {}

    private CsvTableReader() {}

    public static Table read(Path path, boolean gzip, ReadOptions options) {
        Dialect dialect = Dialect.of(path, gzip, options.notation());
        Scan scan = scan(dialect, options, true);
        ScanPass found = scan.pass;
        String digest = found.digest();
        int rows = (int) found.rows();
        @Nullable
        CellForm[] forms = found.decide();
        List<Column> columns = found.columns(forms, open -> {
            var fill = new FillPass(found.selection(), open, rows, found.missing());
            scan.format.read(dialect.file(), new Records(fill, options.notation().header()));
            return fill.columns();
        });
        LineIndex lines = found.lines();
        return new Table(path.toString(), rows, columns, row -> "line " + lines.line(row), digest)
                .withReading(ScanPass.dressed(found.selection(), forms), found.missing().unused());
    }

    public static Survey survey(Path path, boolean gzip, ReadOptions options) {
        ScanPass pass = scan(Dialect.of(path, gzip, options.notation()), options, false).pass;
        return new Survey(pass.digest(), pass.rows(), pass.decide());
    }

    private static Scan scan(Dialect dialect, ReadOptions options, boolean fills) {
        TextFile file = dialect.file();
        boolean named = options.notation().header();
        var strict = new CsvFormat(dialect.delimiter(), false);
        var pass = new ScanPass(options, fills);
        var records = new Records(pass, named);
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
        var spaced = new CsvFormat(dialect.delimiter(), true);
        var again = new ScanPass(options, fills);
        var recordsAgain = new Records(again, named);
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
