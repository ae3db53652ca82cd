package dev.halfstep.cli.spark;

import dev.halfstep.cli.Main;
import dev.halfstep.cli.Program;
import java.util.List;
import java.util.stream.Stream;

/** The {@code halfstep-spark} command, on a cluster by {@code spark-submit}, or alone. */
public final class SparkMain implements Program {

    private static final List<String> NAMES = List.of("train", "quantize", "evaluate", "predict");

    SparkMain() {}

    public static void main(String[] args) {
        Main.start(new SparkMain(), args);
    }

    /** Runs a command and returns its exit code, as those of {@code halfstep} are. */
    public static int run(String... args) {
        return Main.run(new SparkMain(), args);
    }

    @Override
    public String name() {
        return "halfstep-spark";
    }

    @Override
    public String description() {
        return "Models on Apache Spark: trained, quantized, evaluated and put to use where the rows are, with the same bits as by"
                + " halfstep.";
    }

    @Override
    public List<Object> forArguments(String... arguments) {
        List<String> wanted = Stream.of(arguments).filter(argument -> !argument.equals("--debug")).limit(1)
                .filter(NAMES::contains).toList();
        return (wanted.isEmpty() ? NAMES : wanted).stream().map(SparkMain::named).toList();
    }

    private static Object named(String name) {
        return switch (name) {
            case "train" -> new SparkTrain();
            case "quantize" -> new SparkQuantize();
            case "evaluate" -> new SparkEvaluate();
            case "predict" -> new SparkPredict();
            default -> throw new IllegalArgumentException(name);
        };
    }
}
