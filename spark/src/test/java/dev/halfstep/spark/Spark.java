package dev.halfstep.spark;

import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** One session for all tests, with two threads in this JVM; a task that fails is tried again. */
final class Spark {

    private Spark() {}

    static SparkSession session() {
        return SparkSession.builder().master("local[2,3]").appName("tests").config("spark.ui.enabled", false)
                .config("spark.sql.shuffle.partitions", 3).config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.warehouse.dir", "target/warehouse").getOrCreate();
    }

    /** A table in a file, with types found by looking. */
    static Dataset<Row> csv(Path file) {
        return session().read().option("header", true).option("inferSchema", true).csv(file.toString());
    }

    /** The same rows in the same order, in some partitions. */
    static Dataset<Row> inParts(Dataset<Row> rows, int parts) {
        return session().createDataFrame(session().createDataFrame(rows.collectAsList(), rows.schema()).javaRDD()
                .coalesce(1).zipWithIndex().mapToPair(pair -> pair.swap()).sortByKey(true, parts).values(),
                rows.schema());
    }
}
