package dev.halfstep.spark;

import dev.halfstep.calibrate.Samples;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.predict.PredictionLines;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.rows.DataSource;
import dev.halfstep.rows.RowChoice;
import dev.halfstep.tflite.TfliteWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/** The example's table and model, and what commands make of them on one machine. */
final class Wages {

    static final Path MODEL = Path.of("../examples/wages.tflite");
    static final Path TABLE = Path.of("../examples/wages.csv");
    /** Every so many rows of a made table have a missing cell. */
    static final int GAP = 41;

    private Wages() {}

    static HalfstepModel model() {
        Spark.session();
        return HalfstepModel.fromFile(MODEL.toString());
    }

    /** A table of more rows, with its rows numbered, that are like the example's: always the same. */
    static Path made(Path folder, int rows) {
        try {
            List<String> lines = Files.readAllLines(TABLE);
            List<String> names = List.of(lines.getFirst().split(","));
            var random = new Random(22);
            var made = new ArrayList<String>();
            made.add("row," + lines.getFirst());
            for (int row = 0; row < rows; row++) {
                String[] cells = lines.get(1 + random.nextInt(lines.size() - 1)).split(",");
                cells[names.indexOf("age")] = String.format(Locale.ROOT, "%.1f", 18 + 50 * random.nextDouble());
                cells[names.indexOf("experience")] = Integer.toString(random.nextInt(56));
                if (row % GAP == 7) {
                    cells[names.indexOf("sector")] = "";
                }
                made.add(row + "," + String.join(",", cells));
            }
            return Files.write(folder.resolve("made" + rows + ".csv"), made);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All rows of a table, as commands read it. */
    static DataSource source(Path model, Path table) {
        return new DataSource(ModelFile.read(model), table,
                new RowChoice(Optional.of(Rows.ALL), Unseen.ERROR, UnaryOperator.identity()));
    }

    /** What {@code quantize} writes for the example's model. */
    static byte[] quantized(Path table, Precision precision, Recipe recipe) {
        return quantized(MODEL, table, precision, recipe);
    }

    /** What {@code quantize} writes for a model. */
    static byte[] quantized(Path model, Path table, Precision precision, Recipe recipe) {
        Graph network = Quantizer.floatNetwork(ModelFile.read(model).graph());
        Samples samples = source(model, table).samples();
        return TfliteWriter.toBytes(Quantizer.apply(network, Quantizer.plan(network, precision,
                precision.edges().getFirst(), recipe, samples, done -> {})));
    }

    /** The file that {@code quantize} writes for a made table, in a folder. */
    static Path quantized(Path folder, Path table) {
        try {
            return Files.write(folder.resolve("q.tflite"), quantized(table, Precision.FULL_UINT8, Recipe.DEFAULT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines that {@code predict} writes, without the header. */
    static List<String> predicted(Path model, Path table) {
        ModelFile file = ModelFile.read(model);
        var lines = new PredictionLines(file, Predictor.of(file.graph()));
        lines.header();
        var all = new ByteArrayOutputStream();
        source(model, table).blocks().read(block -> all.writeBytes(lines.of(block).lines()));
        return all.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
