package dev.halfstep.table.csv;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Survey;
import dev.halfstep.table.Table;
import dev.halfstep.table.TablePart;
import dev.halfstep.table.TableParts;
import dev.halfstep.table.scan.FillPass;
import dev.halfstep.table.scan.LineIndex;
import dev.halfstep.table.scan.RecordSink;
import dev.halfstep.table.scan.ScanPass;
import dev.halfstep.table.scan.Selection;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads delimited text in parts. */
public final class CsvParts implements TableParts {

    private final TextFile file;
    private final char delimiter;
    private final Reader reader;
    private final TextPieces pieces;
    private final Selection selection;
    private final @Nullable ColumnType[] types;
    private boolean any;

    /**
     * @param size characters of a part
     * @param survey of the table, for types that are open
     */
    public CsvParts(Path path, boolean gzip, ReadOptions options, int size, Supplier<Survey> survey) {
        file = TextFile.of(path, gzip);
        delimiter = DelimiterSniffer.delimiter(file.head(DelimiterSniffer.SAMPLE), options.decimalComma());
        try {
            var bytes = new AtomicLong();
            double all = Math.max(1, Files.size(path));
            reader = file.open(bytes::set);
            pieces = new TextPieces(reader, delimiter, size, () -> bytes.get() / all);
        } catch (IOException e) {
            throw file.problem(e);
        }
        try {
            selection = ScanPass.selection(header(), options);
            types = selection.allForced().orElseGet(() -> survey.get().types());
        } catch (Problem p) {
            close();
            throw p;
        }
    }

    private List<String> header() {
        var names = new Header();
        try {
            parse(pieces.header().orElseThrow(() -> Problem.of("the file is empty")), () -> new Records(names));
        } catch (IOException e) {
            throw file.problem(e);
        }
        return names.names;
    }

    @Override
    public Optional<TablePart> next() {
        try {
            Optional<TextPiece> piece = pieces.next();
            if (piece.isEmpty() && !any) {
                throw Problem.of("the file has a header but no rows");
            }
            any = true;
            return piece.map(Part::new);
        } catch (IOException e) {
            throw file.problem(e);
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw file.problem(e);
        }
    }

    /**
     * Parses a piece, again if quotes in it stand apart from their delimiters. In pieces without such quotes it makes no difference
     * that there are some elsewhere.
     */
    private void parse(TextPiece piece, Supplier<Records> start) {
        Records records = start.get();
        try {
            new CsvFormat(delimiter, false).read(piece, records);
        } catch (Problem p) {
            if (!records.sawSpacedQuote()) {
                throw p;
            }
        }
        if (records.sawSpacedQuote()) {
            new CsvFormat(delimiter, true).read(piece, start.get());
        }
    }

    /** Takes a header and nothing else. */
    private static final class Header implements RecordSink {

        private List<String> names = List.of();

        @Override
        public void header(List<String> header) {
            names = header;
        }

        @Override
        public void cell(int column, char[] text, int from, int to, long line) {
            throw new IllegalStateException("a cell below the header");
        }

        @Override
        public void endRecord(long line) {
            throw new IllegalStateException("a record below the header");
        }
    }

    /** One piece of the text. */
    private final class Part implements TablePart {

        private final TextPiece piece;

        Part(TextPiece piece) {
            this.piece = piece;
        }

        @Override
        public long firstRow() {
            return piece.firstRow();
        }

        @Override
        public int rowCount() {
            return piece.rows();
        }

        @Override
        public double share() {
            return piece.share();
        }

        @Override
        public Table table() {
            var last = new FillPass[1];
            parse(piece, () -> {
                last[0] = new FillPass(selection, types, piece.rows());
                return new Records(last[0], selection.width());
            });
            FillPass filled = last[0];
            LineIndex lines = filled.lines();
            return new Table(file.path().toString(), piece.rows(), filled.columns(), row -> "line " + lines.line(row),
                    "");
        }
    }
}
