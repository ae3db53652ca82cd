package dev.halfstep.table.scan;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.CellForm;
import dev.halfstep.table.ColumnNames;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.ReadOptions;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which columns of a file are read, and as what. */
public final class Selection {

    /** How pandas names a row index in a Parquet file. */
    private static final Pattern PANDAS_INDEX = Pattern.compile("__index_level_\\d+__");

    private final List<String> names;
    private final List<String> given;
    private final ReadOptions options;
    private final boolean[] read;

    /**
     * @param given the names as the file has them; an empty one becomes {@code column 3}
     * @throws Problem if the options name a column that is not there, if two columns that are read have the same name,
     *         or if none is left
     */
    public Selection(List<String> given, ReadOptions options) {
        this.given = given;
        this.options = options;
        var all = new String[given.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = given.get(i).isEmpty() ? unnamed(i + 1) : given.get(i);
        }
        this.names = List.of(all);
        requireKnown(options.drop());
        requireKnown(options.types().keySet());
        requireKnown(options.notation().units().keySet());
        options.only().ifPresent(this::requireKnown);
        this.read = new boolean[all.length];
        for (int i = 0; i < all.length; i++) {
            String name = all[i];
            read[i] = !options.drop().contains(name) && options.only().map(only -> only.contains(name)).orElse(true);
        }
        requireDistinct();
        requireAny();
    }

    private void requireKnown(Collection<String> wanted) {
        var known = new HashSet<>(names);
        for (String name : wanted) {
            if (!known.contains(name)) {
                throw ColumnNames.unknown(name, names);
            }
        }
    }

    private void requireDistinct() {
        var seen = new HashSet<String>();
        for (int i = 0; i < read.length; i++) {
            if (read[i] && !seen.add(name(i))) {
                throw Problem.of("two columns are named " + Quoted.of(name(i))).remedy(
                        Phrase.of("rename one of them"), Phrase.of("leave both out with ").with(Setting.DROP, name(i)));
            }
        }
    }

    private void requireAny() {
        for (boolean any : read) {
            if (any) {
                return;
            }
        }
        throw Problem.of("no column is left to read").remedy("The columns are: " + ColumnNames.list(names) + ".");
    }

    /** What a column without a name is called, counted from 1. */
    public static String unnamed(int number) {
        return "column " + number;
    }

    public int width() {
        return read.length;
    }

    String name(int column) {
        return names.get(column);
    }

    public boolean reads(int column) {
        return read[column];
    }

    /** The type the user wants a column to have, if any. */
    @Nullable
    public ColumnType forced(int column) {
        ColumnType type = options.types().get(name(column));
        return type == null && options.notation().units().containsKey(name(column)) ? ColumnType.NUMERIC : type;
    }

    /**
     * By column of the file, how cells are written where the options leave no type open, as long as no cell says otherwise; null for
     * columns that are not read. Empty where all of the file has to be looked at first.
     */
    public Optional<@Nullable CellForm[]> expected() {
        var forms = new @Nullable CellForm[width()];
        for (int i = 0; i < forms.length; i++) {
            ColumnType type = forced(i);
            CellForm known = options.notation().forms().get(name(i));
            if (!reads(i)) {
                continue;
            }
            if (type == null || options.decimalComma() || !options.notation().units().isEmpty()
                    || (type == ColumnType.DATE && known == null)) {
                return Optional.empty();
            }
            forms[i] = known != null && known.type() == type ? known : CellForm.plain(type);
        }
        return Optional.of(forms);
    }

    /** How the file is read. */
    public ReadOptions options() {
        return options;
    }

    /**
     * Settles a column that nobody named and that is read only because everything is: in all likelihood an index that
     * was written along with the data, and a model that learns from row numbers is wrong. To be called once the
     * column's cells are known.
     *
     * @param empty whether all cells are missing, as after a delimiter at the end of each line; then there is nothing
     *        to lose and the column is not read
     */
    public void settleUnnamed(int column, boolean empty) {
        boolean unnamed = given.get(column).isEmpty();
        if (!read[column] || isNamed(name(column))
                || (!unnamed && !PANDAS_INDEX.matcher(name(column)).matches())) {
            return;
        }
        if (unnamed && empty) {
            read[column] = false;
            requireAny();
            return;
        }
        String what =
                unnamed ? "column " + (column + 1) + " has no name"
                        : "column " + Quoted.of(name(column)) + " is a row index";
        throw Problem.of(what).remedy(Phrase.of("if it only numbers the rows, leave it out with ")
                .with(Setting.DROP, name(column)).then("; else give it a name in the file"));
    }

    private boolean isNamed(String name) {
        return options.types().containsKey(name) || options.only().map(only -> only.contains(name)).orElse(false);
    }
}
