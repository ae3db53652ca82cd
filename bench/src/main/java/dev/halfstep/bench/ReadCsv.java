package dev.halfstep.bench;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.file.Path;

/** Reads a table with FastCSV and does nothing with it: what predictions for the same table take at least. */
public final class ReadCsv {

    private ReadCsv() {}

    /**
     * Prints how many rows and characters there are.
     *
     * @param args the table
     */
    public static void main(String[] args) throws IOException {
        long rows = 0;
        long characters = 0;
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(Path.of(args[0]))) {
            for (CsvRecord row : reader) {
                rows++;
                for (int i = 0; i < row.getFieldCount(); i++) {
                    characters += row.getField(i).length();
                }
            }
        }
        System.out.println(rows + " rows, " + characters + " characters");
    }
}
