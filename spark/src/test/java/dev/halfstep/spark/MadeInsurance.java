package dev.halfstep.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Made rows of the shape of the insurance table, always the same ones: numbers, truth values, categories, and what it costs. As a
 * program: writes as many as it is told into a folder, to one CSV file and one of Parquet.
 */
final class MadeInsurance {

    private MadeInsurance() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[1]));
        Dataset<Row> rows = rows(Spark.session(), Long.parseLong(args[0])).coalesce(1);
        rows.write().mode(SaveMode.Overwrite).option("header", true).csv(folder.resolve("parts").toString());
        move(folder, ".csv");
        rows.write().mode(SaveMode.Overwrite).parquet(folder.resolve("parts").toString());
        move(folder, ".parquet");
        Spark.session().stop();
    }

    static Dataset<Row> rows(SparkSession spark, long count) {
        return spark.range(0, count, 1, 8).selectExpr("id", draw(1, 18, 64, 0) + " as age",
                pick(2, List.of("female", "male")) + " as sex", draw(3, 16, 52, 2) + " as bmi",
                draw(4, 0, 5, 0) + " as children", pick(5, List.of("no", "no", "no", "no", "yes")) + " as smoker",
                pick(6, List.of("northeast", "northwest", "southeast", "southwest")) + " as region")
                .selectExpr("*", "round(250 * age + 330 * (bmi - 20) + 480 * children + if(smoker = 'yes', 23000, 0) + "
                        + draw(7, -4000, 4000, 2) + ", 2) as charges");
    }

    private static String hashed(int column) {
        return "pmod(xxhash64(id, " + column + "), 1000003)";
    }

    private static String draw(int column, int from, int to, int digits) {
        String real = "round(" + from + " + " + (to - from) + " * " + hashed(column) + " / 1000003, " + digits + ")";
        return digits == 0 ? "cast(" + real + " as int)" : real;
    }

    private static String pick(int column, List<String> texts) {
        return "element_at(array('" + String.join("', '", texts) + "'), cast(" + hashed(column) + " % " + texts.size()
                + " as int) + 1)";
    }

    private static void move(Path folder, String ending) throws IOException {
        try (var files = Files.newDirectoryStream(folder.resolve("parts"), "*" + ending)) {
            Files.move(files.iterator().next(), folder.resolve("rows" + ending), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
