package dev.halfstep.table.csv;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvReader.CsvReaderBuilder;
import dev.halfstep.problem.Problem;
import java.io.CharArrayReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * How the records of a text file are written.
 *
 * @param delimiter between cells
 * @param spacedQuotes whether a quote may stand apart from its delimiter ({@code a, "b, c"}); FastCSV has a slower
 *        parser for that
 */
record CsvFormat(char delimiter, boolean spacedQuotes) {

    CsvReaderBuilder builder() {
        return CsvReader.builder().fieldSeparator(delimiter).trimWhitespacesAroundQuotes(spacedQuotes);
    }

    /** Reads the whole file. */
    void read(TextFile file, Records records) {
        try (Reader reader = file.open()) {
            read(reader, new RecordHandler(records, 0));
        } catch (UncheckedIOException e) {
            throw file.problem(Objects.requireNonNullElseGet(e.getCause(), () -> new IOException(e)));
        } catch (IOException e) {
            throw file.problem(e);
        }
    }

    /** Reads a part of a file. */
    void read(TextPiece piece, Records records) {
        if (!piece.quotes() && !piece.cut()) {
            PlainText.read(piece, delimiter, records);
            return;
        }
        try (Reader reader = new CharArrayReader(piece.text(), 0, piece.length())) {
            read(reader, new RecordHandler(records, piece.linesBefore()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (piece.cut()) {
            throw Problem.of("the record is too long").at("line " + (piece.linesBefore() + 1))
                    .remedy("Look for a quote that is never closed.");
        }
    }

    private void read(Reader reader, RecordHandler handler) throws IOException {
        try (CsvReader<Boolean> records = builder().allowUnclosedQuote(false).build(handler, reader)) {
            for (Boolean unexpected : records) {
                throw new IllegalStateException("the handler builds no records, but here is one: " + unexpected);
            }
        } catch (CsvParseException e) {
            switch (e.getCause()) {
                case null -> throw problem(e, handler);
                // Whatever the handler throws arrives wrapped: the user's problems, but also our own faults.
                case RuntimeException thrown -> throw thrown;
                case Error thrown -> throw thrown;
                case Throwable thrown -> throw new IllegalStateException(thrown);
            }
        }
    }

    /** FastCSV tells its faults apart by message only. */
    private static Problem problem(CsvParseException e, RecordHandler handler) {
        String message = String.valueOf(e.getMessage());
        Problem problem;
        if (message.contains("Unclosed quoted field")) {
            problem = Problem.of("a quote is opened in this record and never closed");
        } else if (message.contains("after closing quote")) {
            handler.records().noteSpacedQuote();
            problem =
                    Problem.of("text follows the closing quote of a cell").remedy("Write a quote within a cell twice.");
        } else if (message.contains("maximum buffer size")) {
            problem = Problem.of("a cell is too long").remedy("Look for a quote that is never closed.");
        } else {
            problem = Problem.of("the record cannot be read: " + message);
        }
        return problem.at("line " + handler.line()).because(e);
    }
}
