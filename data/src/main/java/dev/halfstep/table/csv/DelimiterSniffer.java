package dev.halfstep.table.csv;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.halfstep.table.scan.Numbers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the delimiter of a text file from its first records: the one that splits the header, and then the most records
 * into as many cells.
 */
final class DelimiterSniffer {

    /** Characters looked at; the last record in them may be cut off and is left out. */
    static final int SAMPLE = 1 << 16;

    private static final int RECORDS = 100;
    /** In order of preference where the records do not decide. */
    private static final char[] POINT = {',', ';', '\t', '|'};
    /** With a decimal comma, a comma delimits only if nothing else does, as in {@code "3,5","4,5"}. */
    private static final char[] COMMA = {';', '\t', '|', ','};

    /** The cells per record that a delimiter makes of the sample. */
    private record Split(char delimiter, List<Integer> cells) {

        int header() {
            return cells.isEmpty() ? 0 : cells.getFirst();
        }

        boolean splitsHeader() {
            return header() > 1;
        }

        /** The share of records with as many cells as the header. */
        double consistency() {
            return cells.stream().filter(count -> count == header()).count() / (double) Math.max(1, cells.size());
        }

        /**
         * Whether a header of one cell stands above longer records: a title or a forgotten header rather than a single
         * column, and better reported as that. Two cells may be a number with a decimal comma.
         */
        boolean brokenHeader() {
            return header() == 1 && cells.stream().anyMatch(count -> count > 2);
        }
    }

    private static final Comparator<Split> BETTER = Comparator.comparing(Split::splitsHeader)
            .thenComparing(
                    (a, b) -> a.splitsHeader() ? byFit(a, b) : Boolean.compare(a.brokenHeader(), b.brokenHeader()))
            .thenComparingDouble(Split::consistency);

    private static int byFit(Split a, Split b) {
        int fit = Double.compare(a.consistency(), b.consistency());
        return fit != 0 ? fit : Integer.compare(a.header(), b.header());
    }

    private DelimiterSniffer() {}

    /** @param sample the start of the file, or all of it if it is shorter than {@link #SAMPLE} */
    static char delimiter(String sample, boolean decimalComma) {
        char[] candidates = decimalComma ? COMMA : POINT;
        if (decimalComma) {
            Split others = best(sample, ';', '\t', '|');
            return others.splitsHeader() ? others.delimiter : best(sample, candidates).delimiter;
        }
        return best(sample, candidates).delimiter;
    }

    /** Whether the delimiter parts the first record of a sample. */
    static boolean splits(String sample, char delimiter) {
        return split(sample, delimiter).splitsHeader();
    }

    /** Whether the delimiter parts the first record of a sample, and most others into as many cells. */
    static boolean suits(String sample, char delimiter) {
        Split split = split(sample, delimiter);
        return split.splitsHeader() && split.consistency() > 0.5;
    }

    /** Whether the delimiter parts all records of a sample into as many cells. */
    static boolean even(String sample, char delimiter) {
        return split(sample, delimiter).consistency() == 1;
    }

    /**
     * Whether text in which white space has become tabs is a table: all lines have as many cells, and a column holds numbers. Words
     * with spaces between them are no table.
     */
    static boolean isTable(String sample) {
        List<String> lines = sample.lines().filter(line -> !line.isBlank()).limit(RECORDS).toList();
        if (sample.length() >= SAMPLE && lines.size() > 1 && lines.size() < RECORDS) {
            lines = lines.subList(0, lines.size() - 1);
        }
        List<String[]> records = lines.stream().map(line -> line.split("\t", -1)).toList();
        int width = records.isEmpty() ? 0 : records.getFirst().length;
        if (width < 2 || records.size() < 2 || records.stream().anyMatch(record -> record.length != width)) {
            return false;
        }
        List<String[]> rows = records.subList(1, records.size());
        return IntStream.range(0, width).anyMatch(column -> rows.stream().map(row -> row[column].strip())
                .allMatch(cell -> Numbers.isNumber(cell, '.') || Numbers.isNumber(cell, ',')));
    }

    private static Split best(String sample, char... delimiters) {
        Split best = split(sample, delimiters[0]);
        for (int i = 1; i < delimiters.length; i++) {
            Split other = split(sample, delimiters[i]);
            if (BETTER.compare(other, best) > 0) {
                best = other;
            }
        }
        return best;
    }

    private static Split split(String sample, char delimiter) {
        var cells = new ArrayList<Integer>();
        boolean cut = sample.length() >= SAMPLE;
        try (CsvReader<Integer> records = new CsvFormat(delimiter, true).builder().allowUnclosedQuote(true)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE).missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .build(new CellCounter(), sample)) {
            for (Integer count : records) {
                cells.add(count);
                if (cells.size() == RECORDS) {
                    cut = false;
                    break;
                }
            }
        } catch (CsvParseException e) {
            // Quotes that do not fit this delimiter: what came before them has to do.
            cut = false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (cut && cells.size() > 1) {
            cells.removeLast();
        }
        return new Split(delimiter, cells);
    }

    /** Makes of each record that is not blank the number of its cells. */
    private static final class CellCounter extends AbstractBaseCsvCallbackHandler<Integer> {

        private boolean blank;

        @Override
        protected void handleBegin(long line) {
            blank = true;
        }

        @Override
        protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
            blank &= !quoted && index == 0 && new String(buffer, offset, length).isBlank();
        }

        @Override
        protected @Nullable Integer buildRecord() {
            return blank ? null : getFieldCount();
        }
    }
}
