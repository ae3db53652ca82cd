package dev.halfstep.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.npy.Npy;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * A table with much that tables have: numbers, categories whose names hold delimiters, quotes and line ends, a two-valued text,
 * missing cells, two targets. Always the same.
 *
 * @param records the header and the rows
 */
record Sample(List<List<String>> records) {

    static final int ROWS = 180;
    /** Every so many rows the income is missing. */
    static final int GAP = 17;
    static final List<String> PLACES = List.of("north", "south, \"old\" town", "west\nend");
    static final String TARGETS = "y1,y2";

    private static final List<String> HEADER = List.of("age", "place", "member", "income", "y1", "y2");

    static Sample make() {
        var random = new Random(7);
        var records = new ArrayList<List<String>>();
        records.add(HEADER);
        for (int row = 0; row < ROWS; row++) {
            int age = 18 + random.nextInt(50);
            int place = random.nextInt(PLACES.size());
            boolean member = random.nextBoolean();
            double income = 3 * random.nextGaussian();
            double y1 = 200 + 10 * age + (member ? 50 : 0) + 20 * income + 3 * random.nextGaussian();
            double y2 = 3 * income - age / 5.0 + place;
            records.add(List.of(Integer.toString(age), PLACES.get(place), member ? "yes" : "no",
                    row % GAP == 5 ? "" : decimal(income), decimal(y1), decimal(y2)));
        }
        return new Sample(records);
    }

    /**
     * Files to run commands on.
     *
     * @param data the table, {@code table.csv}
     * @param model a small network of both targets, hardly trained
     * @param array a row for it
     */
    record Trained(Path data, Path model, Path array) {}

    static Trained trained(Path folder) {
        var trained = new Trained(make().write(folder.resolve("table.csv")), folder.resolve("model.tflite"),
                folder.resolve("x.npy"));
        Cli.done("train", trained.data, "--target", TARGETS, "--epochs", 1, "--hidden", "8", "-o", trained.model);
        Npy.write(trained.array, Tensor.of(Shape.of(1, 6), new float[6]));
        return trained;
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    static int missing() {
        return (ROWS - 6) / GAP + 1;
    }

    /** A cell, with rows counted from 1. */
    String cell(int row, String column) {
        return records.get(row).get(HEADER.indexOf(column));
    }

    /** The same with other cells in one column; the function is given each cell. */
    Sample with(String column, UnaryOperator<String> change) {
        int index = HEADER.indexOf(column);
        var changed = new ArrayList<List<String>>();
        changed.add(HEADER);
        for (List<String> row : records.subList(1, records.size())) {
            var cells = new ArrayList<>(row);
            cells.set(index, change.apply(cells.get(index)));
            changed.add(cells);
        }
        return new Sample(changed);
    }

    /** The same with one other cell; rows are counted from 1. */
    Sample with(int row, String column, String text) {
        var cells = new ArrayList<>(records.get(row));
        cells.set(HEADER.indexOf(column), text);
        var changed = new ArrayList<>(records);
        changed.set(row, cells);
        return new Sample(changed);
    }

    /** The same with another name for a column. */
    Sample renamed(String column, String name) {
        var changed = new ArrayList<>(records);
        changed.set(0, HEADER.stream().map(old -> old.equals(column) ? name : old).toList());
        return new Sample(changed);
    }

    Sample without(String column) {
        int index = HEADER.indexOf(column);
        return new Sample(records.stream().map(row -> {
            var cells = new ArrayList<>(row);
            cells.remove(index);
            return List.copyOf(cells);
        }).toList());
    }

    /** The header and some rows, counted from 1. */
    Sample rows(int from, int to) {
        var some = new ArrayList<List<String>>();
        some.add(records.getFirst());
        some.addAll(records.subList(from, to + 1));
        return new Sample(some);
    }

    Sample shuffled() {
        var rows = new ArrayList<>(records.subList(1, records.size()));
        Collections.shuffle(rows, new Random(3));
        rows.addFirst(records.getFirst());
        return new Sample(rows);
    }

    Path write(Path file) {
        return write(file, ',', LineDelimiter.LF, "");
    }

    /** Writes the table in another dialect; line ends within cells follow. */
    Path write(Path file, char delimiter, LineDelimiter lineEnd, String byteOrderMark) {
        var text = new StringWriter();
        text.write(byteOrderMark);
        try (CsvWriter csv = CsvWriter.builder().fieldSeparator(delimiter).lineDelimiter(lineEnd).build(text)) {
            records.forEach(
                    row -> csv.writeRecord(row.stream().map(cell -> cell.replace("\n", lineEnd.toString())).toList()));
            csv.flush();
            return Files.writeString(file, text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
