package dev.halfstep.cli.flag;

import dev.halfstep.cli.value.Labels;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.Notation;
import dev.halfstep.table.Thousands;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the cells of a table are written: the same flags wherever a table is read. What is not said is as a model remembers it. */
public final class ReadingFlags {

    @Option(names = "--missing", paramLabel = "TEXT",
            description = "A cell text that marks a missing value, a number in whatever way it is written; repeatable, and beside those that a model remembers. Empty cells always do. Rows with missing cells are dropped.")
    private List<String> missing = new ArrayList<>();

    @Option(names = "--decimal-comma", negatable = true, description = "Numbers have a decimal comma (3,5).")
    private @Nullable Boolean decimalComma;

    @Option(names = "--thousands", paramLabel = "SIGN", converter = Labels.ThousandsLabel.class,
            description = "What stands between thousands: , or . or ' or space or none (default: found by looking, where that is certain). With . the decimal sign is a comma.")
    private @Nullable Thousands thousands;

    @Option(names = "--unit", paramLabel = "COL=TEXT",
            description = "Unit of all numbers in a column, whether it is written or not, such as rate=%%; repeatable.")
    private List<String> units = new ArrayList<>();

    @Option(names = "--comment", paramLabel = "CHAR", description = "Leave out lines that begin with it, such as '#'.")
    private @Nullable Character comment;

    @Option(names = "--encoding", paramLabel = "NAME", converter = Labels.CharsetLabel.class,
            description = "Character set of a text file, such as windows-1251 (default: found by looking: UTF-8, UTF-16 or windows-1252).")
    private @Nullable Charset encoding;

    @Option(names = "--no-header", negatable = true,
            description = "The first line is a row; columns are called 'column 1', 'column 2' and so on.")
    private @Nullable Boolean noHeader;

    /** Those that were given. */
    public List<Setting> given() {
        return over(Notation.defaults()).told();
    }

    /** How cells are written, where something else is known of them. */
    public Notation over(Notation known) {
        Notation notation = known;
        if (!missing.isEmpty()) {
            var markers = new LinkedHashSet<>(known.missing());
            markers.addAll(missing);
            notation = notation.withMissing(markers);
        }
        if (Boolean.FALSE.equals(decimalComma) && thousands == Thousands.POINT) {
            throw Problem.option("a point cannot be decimal sign and stand between thousands")
                    .remedy("Leave out --no-decimal-comma, or give --thousands , if the point is the decimal sign.");
        }
        if (decimalComma != null) {
            notation = notation.withDecimalComma(decimalComma);
        }
        if (thousands != null) {
            notation = notation.withThousands(thousands);
        }
        for (String unit : units) {
            int equals = unit.lastIndexOf('=');
            if (equals < 1 || equals == unit.length() - 1) {
                throw Problem.option(Quoted.of(unit) + " does not say what unit a column is in")
                        .remedy("Write --unit column=unit, such as --unit rate=%.");
            }
            notation = notation.withUnit(unit.substring(0, equals), unit.substring(equals + 1));
        }
        notation = comment == null ? notation : notation.withComment(comment);
        notation = encoding == null ? notation : notation.withEncoding(encoding);
        return noHeader == null ? notation : notation.withHeader(!noHeader);
    }
}
