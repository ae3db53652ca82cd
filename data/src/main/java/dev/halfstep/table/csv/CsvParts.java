package dev.halfstep.table.csv;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.CellForm;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Survey;
import dev.halfstep.table.Table;
import dev.halfstep.table.TablePart;
import dev.halfstep.table.TableParts;
import dev.halfstep.table.scan.FillPass;
import dev.halfstep.table.scan.LineIndex;
import dev.halfstep.table.scan.Markers;
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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads delimited text in parts. */
public final class CsvParts implements TableParts {

    private final TextFile file;
    private final char delimiter;
    private final boolean named;
    private final Reader reader;
    private final TextPieces pieces;
    private final Selection selection;
    private final Supplier<Survey> survey;
    /** How cells are written, by column; as long as all of the file was not looked at, as long as no cell says otherwise. */
    private volatile Forms forms;
    private boolean any;

    /** @param sure whether all of the file was looked at */
    private record Forms(@Nullable CellForm[] byColumn, boolean sure) {}

    /**
     * @param size characters of a part
     * @param survey of the table, for types that are open
     */
    public CsvParts(Path path, boolean gzip, ReadOptions options, int size, Supplier<Survey> survey) {
        Dialect dialect = Dialect.of(path, gzip, options.notation());
        file = dialect.file();
        delimiter = dialect.delimiter();
        named = options.notation().header();
        this.survey = survey;
        try {
            var bytes = new AtomicLong();
            double all = Math.max(1, Files.size(path));
            reader = file.open(bytes::set);
            pieces = new TextPieces(reader, delimiter, size, () -> bytes.get() / all, named);
        } catch (IOException e) {
            throw file.problem(e);
        }
        try {
            selection = ScanPass.selection(named ? header(pieces) : numbers(size), options);
            forms = selection.expected().map(expected -> new Forms(expected, false)).orElseGet(this::surveyed);
        } catch (Problem p) {
            close();
            throw p;
        }
    }

    private Forms surveyed() {
        return new Forms(survey.get().forms(), true);
    }

    /** Names for the columns of a file whose first record is a row, by reading it twice. */
    private List<String> numbers(int size) {
        try (Reader first = file.open()) {
            int width = header(new TextPieces(first, delimiter, size, () -> 0, true)).size();
            return IntStream.rangeClosed(1, width).mapToObj(Selection::unnamed).toList();
        } catch (IOException e) {
            throw file.problem(e);
        }
    }

    private List<String> header(TextPieces start) {
        var names = new Header();
        try {
            parse(start.header().orElseThrow(() -> Problem.of("the file is empty")), () -> new Records(names, true));
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
            Forms expected = forms;
            if (expected.sure) {
                return table(filled(expected));
            }
            FillPass filled;
            try {
                filled = filled(expected);
            } catch (Problem p) {
                forms = surveyed();
                return table(filled(forms));
            }
            if (filled.isSuspicious()) {
                forms = surveyed();
            }
            return table(filled);
        }

        private FillPass filled(Forms written) {
            var last = new FillPass[1];
            parse(piece, () -> {
                var markers = new Markers(selection.options().missing(), selection.options().decimalSign());
                last[0] = new FillPass(selection, written.byColumn, piece.rows(), markers);
                return new Records(written.sure ? last[0] : last[0].watching(), selection.width());
            });
            return last[0];
        }

        private Table table(FillPass filled) {
            LineIndex lines = filled.lines();
            return new Table(file.path().toString(), piece.rows(), filled.columns(), row -> "line " + lines.line(row),
                    "");
        }
    }
}
