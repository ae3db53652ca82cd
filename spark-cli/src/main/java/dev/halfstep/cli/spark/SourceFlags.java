package dev.halfstep.cli.spark;

import dev.halfstep.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a table is read. */
final class SourceFlags {

    private static final String CSV = "csv";
    private static final String TABLE = "table";
    private static final List<String> KNOWN = List.of(CSV, "parquet", "orc", "json");

    @Option(names = "--format", paramLabel = "FORMAT",
            description = "csv, parquet, orc, json, any other that Spark knows, or table for one of its catalog (default: by the name).")
    private @Nullable String format;

    @Option(names = "--read", paramLabel = "OPTION=VALUE",
            description = "An option of Spark's reader, such as sep=';' of CSV. Repeatable.")
    private Map<String, String> options = new LinkedHashMap<>();

    /**
     * A table. Cells of text files are taken as texts, which the model's pipeline reads as those of files.
     *
     * @param name of a file, of a folder, or in the catalog
     * @throws Problem if its kind is not known
     */
    Dataset<Row> read(SparkSession spark, String name) {
        String chosen = Optional.ofNullable(format).or(() -> byName(name)).orElseGet(() -> inCatalog(spark, name));
        if (chosen.equals(TABLE)) {
            return spark.read().options(options).table(name);
        }
        DataFrameReader reader = spark.read().format(chosen);
        if (chosen.equals(CSV)) {
            // As RFC 4180 has it: Spark takes a backslash for what escapes a quote.
            reader.option("header", true).option("escape", "\"");
        }
        return reader.options(options).load(name);
    }

    private static Optional<String> byName(String name) {
        String bare = name.toLowerCase(Locale.ROOT).replaceFirst("/+$", "").replaceFirst("\\.(gz|bz2|zst|lz4)$", "");
        return KNOWN.stream().filter(kind -> bare.endsWith("." + kind)).findFirst();
    }

    private static String inCatalog(SparkSession spark, String name) {
        if (!name.contains("/") && spark.catalog().tableExists(name)) {
            return TABLE;
        }
        throw Problem.option("its name does not say what kind of table this is").at(name)
                .remedy("Add --format with csv, parquet, orc, json or another that Spark knows.");
    }
}
