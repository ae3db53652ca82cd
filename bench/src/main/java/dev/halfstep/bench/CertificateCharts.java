package dev.halfstep.bench;

import dev.halfstep.certificate.Digested;
import dev.halfstep.certificate.DomainRanges;
import dev.halfstep.certificate.ModelPair;
import dev.halfstep.certify.Certifier;
import dev.halfstep.certify.CertifyOptions;
import dev.halfstep.domain.DomainSpec;
import dev.halfstep.domain.ModelDomain;
import dev.halfstep.graph.Graph;
import dev.halfstep.pipeline.PipelineFitter;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.study.Study;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tflite.TfliteWriter;
import dev.halfstep.train.TrainingListener;
import dev.halfstep.train.TrainingOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What proofs take: processor time until a bound is near to what was found, by the size of the network and the columns that may be any
 * number; and how near it comes in time on some tables. For full-uint8 with ranges of the domain, where nothing clips: the hard case. As
 * the pictures of {@code docs/certificates.md}. Without what a certificate adds for the float model's own rounding.
 */
public final class CertificateCharts {

    /** A bound is near where it is so many times what was found. */
    private static final double NEAR = 1.3;

    /** No proof gets more processor time than this, in seconds. */
    private static final double MOST = 60;

    /** In seconds: there, where it is near from the beginning. */
    private static final double LEAST = 0.001;

    private static final int ROWS = 1500;
    private static final int EPOCHS = 30;
    private static final List<Integer> UNITS = List.of(16, 32, 64, 128, 256, 512, 1024);
    private static final List<Integer> FEW_COLUMNS = List.of(1, 2, 3, 4);
    private static final int MOST_LAYERS = 4;
    private static final int MOST_COLUMNS = 12;
    private static final int UNITS_OF_LAYERS = 16;

    private record Task(String file, String target, List<String> drop, List<String> missing) {}

    private static final List<Task> TASKS = List.of(
            new Task("airfoil_self_noise.csv", "P", List.of(), List.of()),
            new Task("auto_mpg.csv", "mpg", List.of("name"), List.of("?")),
            new Task("wages.csv", "wage", List.of(), List.of()),
            new Task("wine_quality.csv", "quality", List.of(), List.of()));

    private final Path docs;
    private final Path folder;

    private CertificateCharts(Path docs, Path folder) {
        this.docs = docs;
        this.folder = folder;
    }

    /**
     * Writes the pictures.
     *
     * @param args the folder of the pages, and one that holds the tables
     */
    public static void main(String[] args) throws IOException {
        var charts = new CertificateCharts(Path.of(args[0]), Files.createTempDirectory("certificates"));
        charts.byUnits();
        charts.byColumns();
        charts.byTime(Path.of(args[1]));
    }

    private void byUnits() throws IOException {
        var chart = new Chart("Processor time until a bound is 1.3 times what was found, one hidden layer",
                "hidden units", "seconds");
        for (int columns : FEW_COLUMNS) {
            line(chart, columns + (columns == 1 ? " column" : " columns"), UNITS, columns - 1,
                    units -> new int[] {columns, units});
        }
        Files.writeString(docs.resolve("certificates-units.svg"), chart.svg());
    }

    private void byColumns() throws IOException {
        var chart = new Chart("The same by the columns that may be any number, 16 units in each hidden layer",
                "columns", "seconds");
        List<Integer> columns = IntStream.rangeClosed(1, MOST_COLUMNS).boxed().toList();
        for (int layers = 1; layers <= MOST_LAYERS; layers++) {
            int count = layers;
            line(chart, layers + (layers == 1 ? " hidden layer" : " hidden layers"), columns, layers - 1, width -> {
                var shape = new int[1 + count];
                Arrays.fill(shape, UNITS_OF_LAYERS);
                shape[0] = width;
                return shape;
            });
        }
        Files.writeString(docs.resolve("certificates-columns.svg"), chart.svg());
    }

    private void byTime(Path tables) throws IOException {
        var chart =
                new Chart("How many times what was found a bound is, by processor time", "seconds", "bound / found");
        for (int t = 0; t < TASKS.size(); t++) {
            Task task = TASKS.get(t);
            var options = PipelineOptions.forTargets(task.target).withDrop(task.drop.toArray(String[]::new))
                    .withMissing(task.missing.toArray(String[]::new));
            List<Point> points = thinned(proof(tables.resolve(task.file), options, List.of(64), 0));
            chart.line(task.file.replace(".csv", ""), points.stream().map(Point::seconds).toList(),
                    points.stream().map(Point::ratio).toList(), t, false);
            System.err.printf(Locale.ROOT, "%s: %.3f%n", task.file, points.getLast().ratio);
        }
        Files.writeString(docs.resolve("certificates-time.svg"), chart.svg());
    }

    /** Columns, then the units of each hidden layer. */
    @FunctionalInterface
    private interface ShapeOf {
        int[] at(int x);
    }

    /** A line ends where the time was not enough. */
    private void line(Chart chart, String label, List<Integer> all, int color, ShapeOf shapes) throws IOException {
        var x = new ArrayList<Double>();
        var y = new ArrayList<Double>();
        for (int each : all) {
            int[] shape = shapes.at(each);
            List<Integer> hidden = Arrays.stream(shape).skip(1).boxed().toList();
            List<Point> points = proof(table(shape[0]), PipelineOptions.forTargets("y"), hidden, NEAR);
            Optional<Point> near = points.stream().filter(point -> point.ratio <= NEAR).findFirst();
            System.err.println(Arrays.toString(shape) + ": " + near.orElse(points.getLast()));
            if (near.isEmpty()) {
                break;
            }
            x.add((double) each);
            y.add(near.get().seconds);
        }
        chart.line(label, x, y, color, false);
    }

    /** Rows of numbers, and a smooth function of them. */
    private Path table(int columns) throws IOException {
        var random = new Random(columns);
        double[] turns = random.doubles(columns, 0.5, 2).toArray();
        String head = IntStream.range(0, columns).mapToObj(c -> "x" + c).collect(Collectors.joining(",")) + ",y";
        Stream<String> rows = IntStream.range(0, ROWS).mapToObj(row -> {
            double[] x = random.doubles(columns, -2, 2).toArray();
            double y = IntStream.range(0, columns).mapToDouble(c -> Math.sin(turns[c] * x[c])).sum()
                    + x[0] * x[columns - 1];
            return Arrays.stream(x).mapToObj(Double::toString).collect(Collectors.joining(",")) + "," + y;
        });
        return Files.write(folder.resolve("x" + columns + ".csv"), Stream.concat(Stream.of(head), rows).toList());
    }

    /**
     * How near a bound was to what was found.
     *
     * @param seconds of all processors
     */
    private record Point(double seconds, double ratio) {}

    /** A proof until its bound is near enough, or the time is over. */
    private static List<Point> proof(Path file, PipelineOptions options, List<Integer> hidden, double enough) {
        Table table = TableReader.read(file, options.readOptions());
        PipelineFitter.Fitted fitted = PipelineFitter.fit(table, options);
        Study.Trained trained = Study.train(table, fitted,
                TrainingOptions.defaults().withHidden(hidden).withEpochs(EPOCHS), TrainingListener.none());
        Graph network = Quantizer.floatNetwork(trained.model());
        Digested reference = Digested.of(Path.of("float.tflite"), TfliteWriter.toBytes(trained.model()));
        ModelDomain domain = ModelDomain.of(reference.model(), DomainSpec.NONE);
        Recipe recipe = DomainRanges.in(Recipe.DEFAULT, network, domain);
        Graph quantized = Quantizer.apply(network, Quantizer.plan(network, Precision.FULL_UINT8,
                Precision.FULL_UINT8.edges().getFirst(), recipe, trained.inputs()));
        var pair = new ModelPair(reference, Digested.of(Path.of("q.tflite"), TfliteWriter.toBytes(quantized)));
        Certifier certifier = Certifier.of(pair.reference().model().graph(), pair.quantized().model().graph(),
                domain.inputs(), pair.units());
        List<Point> points = Collections.synchronizedList(new ArrayList<>());
        double start = processorSeconds();
        double ratio = certifier.certify(CertifyOptions.defaults().withTime(Duration.ofHours(1))
                .withStopped(() -> processorSeconds() - start > MOST
                        || (!points.isEmpty() && points.getLast().ratio <= enough))
                .withProgress((target, bound, found, done) -> points.add(
                        new Point(processorSeconds() - start, bound / found))))
                .outputs().getFirst().ratio();
        // What the last boxes give is not reported.
        points.add(new Point(points.isEmpty() ? LEAST : points.getLast().seconds, ratio));
        return List.copyOf(points);
    }

    /** Not the time that passes: other work on the machine counts little then. */
    private static double processorSeconds() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime() / 1e9;
    }

    /** The last point of each tenth of a power of ten. */
    private static List<Point> thinned(List<Point> points) {
        var last = new TreeMap<Long, Point>();
        points.stream().filter(point -> Double.isFinite(point.ratio) && point.seconds > 0)
                .forEach(point -> last.put((long) Math.floor(10 * Math.log10(point.seconds)), point));
        return List.copyOf(last.values());
    }
}
