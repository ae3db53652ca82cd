package dev.halfstep.table.scan;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.CellForm;
import dev.halfstep.table.Column;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.Counts;
import dev.halfstep.table.Memory;
import dev.halfstep.table.NumberForm;
import dev.halfstep.table.ReadOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pass over a text file that reads it: takes the digest, remembers lines, decides the type of each column and fills
 * those whose type was foreseen.
 */
public final class ScanPass implements RecordSink {

    public static final int MOST_ROWS = Integer.MAX_VALUE - 8;

    private final ReadOptions options;
    private final Markers missing;
    private final Digest digest = new Digest();
    private final LineIndex lines = new LineIndex();
    private @Nullable Selection selection;
    /** By column; null where it is not read. */
    private @Nullable ColumnScan[] scans = {};
    /** By column; null where it is read. */
    private @Nullable ProofBeside[] beside = {};
    /** Whether columns are filled; if not, memory does not grow with the number of rows. */
    private final boolean fills;
    private long rows;
    private int capacity = 1 << 10;

    public ScanPass(ReadOptions options, boolean fills) {
        this.options = options;
        this.fills = fills;
        this.missing = new Markers(options.missing(), options.decimalSign());
    }

    @Override
    public void header(List<String> names) {
        var selected = selection(names, options);
        digest.text("csv");
        digest.length(names.size());
        names.forEach(digest::text);
        selection = selected;
        scans = new @Nullable ColumnScan[names.size()];
        beside = new @Nullable ProofBeside[names.size()];
        for (int i = 0; i < scans.length; i++) {
            beside[i] = selected.reads(i) ? null : new ProofBeside(selected.name(i), options.decimalSign());
            scans[i] = selected.reads(i)
                    ? new ColumnScan(selected.name(i), selected.forced(i), options.notation(), missing, fills)
                    : null;
        }
    }

    /**
     * What is read of a text file.
     *
     * @throws Problem if the header is none, or as the constructor of {@link Selection} says
     */
    public static Selection selection(List<String> header, ReadOptions options) {
        refuseData(header, options);
        return new Selection(header, options);
    }

    private static void refuseData(List<String> names, ReadOptions options) {
        if (options.notation().header()
                && names.stream().anyMatch(name -> Numbers.isNumber(name, options.decimalSign()))
                && names.stream().allMatch(name -> name.isEmpty() || Numbers.isNumber(name, options.decimalSign()))) {
            throw Problem.of("the first line holds numbers, not the names of columns")
                    .remedy(Phrase.of("add a first line with a name for each column"),
                            Phrase.of("add ").with(Setting.NO_HEADER).then(", which calls them column 1 and so on"));
        }
    }

    @Override
    public void cell(int column, char[] text, int from, int to, long line) {
        digest.text(text, from, to);
        ColumnScan scan = scans[column];
        ProofBeside proof = beside[column];
        if (from == to) {
            return;
        }
        if (scan != null && !missing.contains(text, from, to)) {
            scan.cell((int) rows, capacity, text, from, to, line);
        } else if (proof != null && !missing.isText(text, from, to)) {
            proof.cell(text, from, to);
        }
    }

    @Override
    public void endRecord(long line) {
        if (fills) {
            lines.add((int) rows, line);
        }
        rows++;
        if (fills && rows == capacity) {
            grow();
        }
    }

    private void grow() {
        if (capacity == MOST_ROWS) {
            throw Problem.limit("more than " + Counts.of(MOST_ROWS) + " rows");
        }
        capacity = (int) Math.min(MOST_ROWS, capacity * 3L / 2);
        double bytes = 0;
        for (ColumnScan scan : scans) {
            bytes += scan == null ? 0 : (double) rows * scan.bytesPerRow();
        }
        Memory.require(bytes);
        for (ColumnScan scan : scans) {
            if (scan != null) {
                scan.grow(capacity);
            }
        }
    }

    public long rows() {
        return rows;
    }

    public LineIndex lines() {
        return lines;
    }

    /** Ends the pass. */
    public String digest() {
        return digest.hex();
    }

    public Selection selection() {
        return Objects.requireNonNull(selection, "no header yet");
    }

    /** What marks a missing value. */
    public Markers missing() {
        return missing;
    }

    /** What is read as something else than plain numbers and texts, by the column's name. */
    public static Map<String, CellForm> dressed(Selection selection, @Nullable CellForm[] forms) {
        var dressed = new LinkedHashMap<String, CellForm>();
        for (int i = 0; i < forms.length; i++) {
            CellForm form = forms[i];
            if (form != null && form.type() != ColumnType.TEXT && !form.equals(NumberForm.PLAIN)) {
                dressed.put(selection.name(i), form);
            }
        }
        return dressed;
    }

    /**
     * The columns that are read, in the order of the file.
     *
     * @param decided what {@link #decide} gave
     * @param again reads the columns that have a form, in the order of the file
     */
    public List<Column> columns(@Nullable CellForm[] decided, Function<@Nullable CellForm[], List<Column>> again) {
        @Nullable
        CellForm[] forms = decided.clone();
        var columns = new ArrayList<Optional<Column>>();
        for (int i = 0; i < forms.length; i++) {
            ColumnScan scan = scans[i];
            CellForm form = forms[i];
            if (scan != null && form != null) {
                Optional<Column> won = scan.won(form, (int) rows);
                columns.add(won);
                forms[i] = won.isPresent() ? null : form;
            }
        }
        Iterator<Column> rest = columns.stream().allMatch(Optional::isPresent) ? Collections.emptyIterator()
                : again.apply(forms).iterator();
        return columns.stream().map(column -> column.orElseGet(rest::next)).toList();
    }

    /**
     * How the columns that are read are written, null for the others.
     *
     * @throws Problem if a column is neither numbers nor text for sure, or has no name and is no accident: of all such columns, but one where
     *         the table's decimal sign is not the one that was expected
     */
    @Nullable
    public CellForm[] decide() {
        var problems = new ArrayList<Problem>();
        boolean signSaid = false;
        var forms = new @Nullable CellForm[scans.length];
        Evidence evidence = Evidence.of(
                Stream.of(scans).flatMap(Stream::ofNullable).map(ColumnScan::census).toList(), options.decimalSign(),
                options.decimalComma());
        Stream.of(beside).flatMap(Stream::ofNullable).map(ProofBeside::witness).flatMap(Stream::ofNullable)
                .forEach(evidence::beside);
        for (int i = 0; i < forms.length; i++) {
            ColumnScan scan = scans[i];
            try {
                if (scan != null) {
                    selection().settleUnnamed(i, scan.allMissing());
                    forms[i] = selection().reads(i) ? scan.decide(evidence) : null;
                }
            } catch (Problem p) {
                boolean sign = scan != null && scan.census().isSignRefused();
                if (!sign || !signSaid) {
                    problems.add(p);
                }
                signSaid |= sign;
            }
        }
        if (!problems.isEmpty()) {
            throw Problem.together(problems);
        }
        return forms;
    }
}
