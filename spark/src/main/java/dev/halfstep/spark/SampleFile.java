package dev.halfstep.spark;

import dev.halfstep.problem.Problem;
import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Row;

/** Rows as a CSV file on this machine, whose cells are read as those of the Dataset are. */
final class SampleFile {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private SampleFile() {}

    /**
     * Writes rows by their hashes, which stand behind their other cells: a random order, which is always the same.
     *
     * @throws Problem if the file cannot be written
     */
    static void write(Path file, List<String> names, List<Row> rows, ZoneId zone) {
        List<Row> sorted = rows.stream()
                .sorted(Comparator.<Row>comparingLong(row -> row.getLong(names.size())).thenComparing(Row::toString))
                .toList();
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(String.join(",", names.stream().map(SampleFile::quoted).toList()) + "\n");
            for (Row row : sorted) {
                for (int c = 0; c < names.size(); c++) {
                    out.write((c == 0 ? "" : ",") + quoted(text(row.get(c), zone)));
                }
                out.write('\n');
            }
        } catch (IOException e) {
            throw Problem.system("the sample cannot be written: " + e.getMessage()).at(file.toString()).because(e);
        }
    }

    private static String text(Object cell, ZoneId zone) {
        return switch (cell) {
            case Float number -> Double.toString(number);
            case BigDecimal number -> number.toPlainString();
            case Boolean truth -> truth ? "True" : "False";
            case java.sql.Timestamp time -> TIME.format(time.toInstant().atZone(zone));
            case Instant time -> TIME.format(time.atZone(zone));
            case LocalDateTime time -> TIME.format(time);
            default -> cell.toString();
        };
    }

    private static String quoted(String text) {
        return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r' || c == ';' || c == '\t')
                ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }
}
