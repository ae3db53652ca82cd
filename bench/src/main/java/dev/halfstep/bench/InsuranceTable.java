package dev.halfstep.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Made tables with the columns of the medical-cost table, so that nothing has to be downloaded; the same rows for the same count. */
final class InsuranceTable {

    static final String TARGET = "charges";
    /** As many rows as the medical-cost table has. */
    static final int USUAL_ROWS = 1338;

    private static final long SEED = 1;
    private static final List<String> REGIONS = List.of("northeast", "northwest", "southeast", "southwest");
    private static final double SMOKERS = 0.2;

    private InsuranceTable() {}

    static void write(Path file, int rows) {
        var random = new Random(SEED);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("age,sex,bmi,children,smoker,region," + TARGET + "\n");
            for (int row = 0; row < rows; row++) {
                out.write(row(random));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String row(Random random) {
        int age = random.nextInt(18, 65);
        boolean male = random.nextBoolean();
        double bmi = random.nextGaussian(30.7, 6.1);
        int children = random.nextInt(6);
        boolean smoker = random.nextDouble() < SMOKERS;
        double charges = 250.0 * age + 330.0 * bmi + 450.0 * children + (smoker ? 1400.0 * (bmi - 12) : 0)
                + Math.abs(random.nextGaussian(0, 2000));
        return age + (male ? ",male," : ",female,") + Math.round(bmi * 1000) / 1000.0 + "," + children
                + (smoker ? ",yes," : ",no,") + REGIONS.get(random.nextInt(REGIONS.size()))
                + String.format(Locale.ROOT, ",%.4f%n", charges);
    }
}
