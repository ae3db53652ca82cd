package dev.halfstep.table.read;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.ColumnNames;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.Notation;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Survey;
import dev.halfstep.table.Table;
import dev.halfstep.table.TableParts;
import dev.halfstep.table.csv.CsvTableReader;
import dev.halfstep.table.parquet.ParquetTableReader;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a table from a CSV or Parquet file. Which of the two a file is, is judged by its content.
 *
 * <p>
 * <b>CSV.</b> The first record names the columns, unless {@link Notation#header} says otherwise. The delimiter, one of
 * {@code , ; tab |} or white space, is found from the first records, or named by a first line {@code sep=;}. Cells may be quoted by
 * {@code "}; a quote within is written twice, and delimiters and line ends within are text. Spaces around cells and names do not
 * count; blank lines neither. Line ends are LF, CRLF or CR. The file is in what its byte order mark says, in what
 * {@link Notation#encoding} says, or in UTF-8, UTF-16 or Windows-1252, whichever it is seen to be; it may be compressed by gzip.
 *
 * <p>
 * The type of a column that the options leave open: {@linkplain ColumnType#NUMERIC numeric} if every cell that is not
 * missing is a number, {@linkplain ColumnType#TEXT text} if less than half of them are. If most are numbers but not
 * all, it is a problem, because either way of going on would be a guess that the model pays for. Texts widely used for
 * missing values ({@code NA}, {@code null}, {@code ?}) are neither here nor there in that count and are themselves only
 * text until {@link ReadOptions#missing} names them. A column without any value is numeric. A number is
 * {@code [+-] digits [. digits] [(e|E) [+-] digits]} and not beyond the range of a double.
 *
 * <p>
 * Numbers in dress, with thousands set apart, a unit before or after them, or in parentheses, are numbers where it is certain which:
 * {@link Table#forms} says how they were written. A comma or point with three digits after it may be either sign; which it is, other
 * cells of the table tell. Where they do not, where only some cells have a unit, or where units differ, it is a problem.
 *
 * <p>
 * <b>Parquet.</b> Integers, decimals and floating-point numbers are numeric, booleans numeric with 0 and 1, strings and
 * enums text. Null is missing, and so is NaN, as which pandas writes missing numbers. 64-bit integers and decimals
 * become the nearest double, which is themselves up to 2^53. As text, where {@link ReadOptions#types} asks for it, a
 * number is what pandas writes to a CSV file in usual ranges: {@code 3}, {@code 3.0}, {@code True}. Dates and timestamps are read where
 * {@link ReadOptions#types} asks for dates; times, binary and nested columns must be dropped.
 */
public final class TableReader {

    /** Characters of a part of a text file: few enough that several parts are small beside any heap. */
    private static final int PART = 1 << 17;

    /** What says how lines of text are to be read. */
    private static final Set<Setting> OF_TEXT = EnumSet.of(Setting.COMMENT, Setting.ENCODING, Setting.NO_HEADER);

    private TableReader() {}

    /**
     * Reads the columns that the options select.
     *
     * @throws Problem if the file is missing, damaged, no table or without rows; if a record has fewer or more cells
     *         than the header; if a column that the options name does not exist; if a cell does not fit the type of its
     *         column. It names the file, the place in it and what to do.
     */
    public static Table read(Path file, ReadOptions options) {
        try {
            Table table = switch (FileKind.of(file)) {
                case TEXT -> CsvTableReader.read(file, false, options);
                case GZIP -> CsvTableReader.read(file, true, options);
                case PARQUET -> ParquetTableReader.read(file, options);
            };
            return table.filled(options.filled());
        } catch (Problem p) {
            throw p.at(file.toString());
        }
    }

    /**
     * Starts to read a table in parts, as {@link #read} reads it at once.
     *
     * @throws Problem as {@link #read}
     */
    public static TableParts parts(Path file, ReadOptions options) {
        return parts(file, options, PART);
    }

    /** @param size characters of a part, where they are characters */
    static TableParts parts(Path file, ReadOptions options, int size) {
        return new SurveyedParts(file, options, size);
    }

    /**
     * Reads a table without holding it.
     *
     * @throws Problem as {@link #read}, apart from the problem of a number that is too large
     */
    public static Survey survey(Path file, ReadOptions options) {
        try {
            return switch (FileKind.of(file)) {
                case TEXT -> CsvTableReader.survey(file, false, options);
                case GZIP -> CsvTableReader.survey(file, true, options);
                case PARQUET -> ParquetTableReader.survey(file, options);
            };
        } catch (Problem p) {
            throw p.at(file.toString());
        }
    }

    /**
     * Makes sure that what somebody said of how a table is written has a meaning for a file: Parquet has no lines and one encoding.
     *
     * @param said where a model's own notation is remembered, only what was said beside it
     * @throws Problem if something said has no effect, or as {@link #read}
     */
    public static void requireUse(Path file, Notation said) {
        List<Setting> ofText = said.told().stream().filter(OF_TEXT::contains).toList();
        if (ofText.isEmpty() || !isParquet(file)) {
            return;
        }
        Phrase what = Phrase.of("");
        Phrase out = Phrase.of("leave out ");
        for (int i = 0; i < ofText.size(); i++) {
            what = (i == 0 ? what : what.then(" and ")).with(ofText.get(i));
            out = (i == 0 ? out : out.then(" and ")).with(ofText.get(i));
        }
        throw Problem.of(Problem.Kind.OPTION,
                what.then(ofText.size() == 1 ? " has" : " have")
                        .then(" no effect here: this is a Parquet file, not text"))
                .at(file.toString()).remedy(out);
    }

    private static boolean isParquet(Path file) {
        try {
            return FileKind.of(file) == FileKind.PARQUET;
        } catch (Problem p) {
            throw p.at(file.toString());
        }
    }

    /** Whether what a reading met is that a certain column does not exist. */
    public static boolean isMissing(String column, Problem problem) {
        return problem.what().equals(ColumnNames.unknown(column, List.of()).what());
    }
}
