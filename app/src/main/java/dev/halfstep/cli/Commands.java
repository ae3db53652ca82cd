package dev.halfstep.cli;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * The subcommands. Making all of them ready to read arguments takes longer than what many a command does, so that only the one
 * asked for is.
 */
final class Commands implements Program {

    /** In the order of the help. */
    private static final List<String> NAMES =
            List.of("study", "train", "quantize", "evaluate", "predict", "encode", "run",
                    "inspect", "explain", "certify", "export");

    @Override
    public String name() {
        return "halfstep";
    }

    @Override
    public String description() {
        return "Full-integer quantization of regression networks: from a table to a trained network, to .tflite models at every"
                + " precision, to a measured error.";
    }

    @Override
    public List<Object> forArguments(String... arguments) {
        List<String> own = Stream.of(arguments).filter(argument -> !argument.equals("--debug")).toList();
        if (own.equals(List.of("--version"))) {
            return List.of();
        }
        List<String> wanted = own.stream().limit(1).filter(NAMES::contains).toList();
        return (wanted.isEmpty() ? NAMES : wanted).stream().map(Commands::named).toList();
    }

    /**
     * An object that picocli needs. Its own factory first looks for a class of Groovy, in every jar; so it does where options
     * have converters, but not for {@code --version}.
     *
     * @throws Exception if it cannot be made
     */
    static <T> T made(Class<T> type) throws Exception {
        return type.isInterface() ? CommandLine.defaultFactory().create(type)
                : type.getDeclaredConstructor().newInstance();
    }

    private static Object named(String name) {
        return switch (name) {
            case "study" -> new StudyCommand();
            case "train" -> new TrainCommand();
            case "quantize" -> new QuantizeCommand();
            case "evaluate" -> new EvaluateCommand();
            case "predict" -> new PredictCommand();
            case "encode" -> new EncodeCommand();
            case "run" -> new RunCommand();
            case "inspect" -> new InspectCommand();
            case "explain" -> new ExplainCommand();
            case "certify" -> new CertifyCommand();
            case "export" -> new ExportCommand();
            default -> throw new IllegalArgumentException(name);
        };
    }
}
