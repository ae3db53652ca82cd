package dev.halfstep.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * For each text that occurs in some columns the row with the least hash, which stands behind the row's other cells; and how many rows
 * there are. A column with more texts than categories are is given up, and one all of whose texts are numbers is none, unless it is said
 * to be.
 */
final class LeastRows implements Serializable {

    private static final long serialVersionUID = 1;
    private static final int MOST = 1000;

    private static final Pattern NUMBER = Pattern.compile("\\s*[-+]?\\d*[.,]?\\d+([eE][-+]?\\d+)?\\s*");

    private final int[] columns;
    /** Of these positions texts are categories, whatever they look like. */
    private final HashSet<Integer> categories;
    /** By column, then by text; null for one that was given up. */
    private final ArrayList<@Nullable HashMap<Object, Row>> least = new ArrayList<>();
    private long count;

    LeastRows(int[] columns, Set<Integer> categories) {
        this.columns = columns;
        this.categories = new HashSet<>(categories);
        for (int ignored : columns) {
            least.add(new HashMap<>());
        }
    }

    long count() {
        return count;
    }

    /** In an order that says nothing of partitions. */
    List<Row> rows() {
        var rows = new ArrayList<Row>();
        for (int c = 0; c < columns.length; c++) {
            Map<Object, Row> column = least.get(c);
            if (column != null && (categories.contains(columns[c]) || !isOfNumbers(column.keySet()))) {
                rows.addAll(new TreeMap<>(column).values());
            }
        }
        return rows;
    }

    private static boolean isOfNumbers(Set<Object> texts) {
        return texts.stream().allMatch(text -> NUMBER.matcher(text.toString()).matches());
    }

    LeastRows add(Row row) {
        count++;
        for (int c = 0; c < columns.length; c++) {
            put(c, row.get(columns[c]), row);
        }
        return this;
    }

    LeastRows merge(LeastRows other) {
        count += other.count;
        for (int c = 0; c < columns.length; c++) {
            Map<Object, Row> own = other.least.get(c);
            if (own == null) {
                least.set(c, null);
            } else {
                int column = c;
                own.forEach((text, row) -> put(column, text, row));
            }
        }
        return this;
    }

    private void put(int column, Object text, Row row) {
        Map<Object, Row> known = least.get(column);
        if (known != null) {
            known.merge(text, row, (one, another) -> hash(one) <= hash(another) ? one : another);
            if (known.size() > MOST) {
                least.set(column, null);
            }
        }
    }

    private static long hash(Row row) {
        return row.getLong(row.size() - 1);
    }
}
