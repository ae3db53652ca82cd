package dev.halfstep.cli;

import dev.halfstep.cli.file.ClosedPipe;
import dev.halfstep.cli.file.Inputs;
import dev.halfstep.cli.file.NamedFiles;
import dev.halfstep.cli.file.StandardOutput;
import dev.halfstep.cli.value.WholeNumbers;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Vocabulary;
import dev.halfstep.report.Plain;
import dev.halfstep.study.Flags;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code halfstep} command. */
@Command(name = "halfstep", mixinStandardHelpOptions = true)
public final class Main {

    private static final int DONE = 0;
    private static final int PROBLEM = 1;
    private static final int WRONG_USAGE = 2;
    /** What a shell says of a program that was ended by the signal of a closed pipe, which a JVM does not get. */
    private static final int CLOSED_PIPE = 128 + 13;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show where in the program a problem arose.")
    private boolean debug;

    private final Program program;

    Main() {
        this(new Commands());
    }

    private Main(Program program) {
        this.program = program;
    }

    public static void main(String[] args) {
        start(new Commands(), args);
    }

    /** Runs a command of a program, and ends the JVM with its exit code. */
    public static void start(Program program, String... args) {
        StandardOutput.install();
        System.setErr(new PrintStream(System.err, true, StandardCharsets.UTF_8));
        System.exit(run(program, args));
    }

    /** Runs a command and returns its exit code: 0 done, 1 a problem, 2 wrong usage, 141 nobody reads standard output any more. */
    public static int run(String... args) {
        return run(new Commands(), args);
    }

    /** Runs a command of a program in the same way. */
    public static int run(Program program, String... args) {
        return Inputs.during(() -> execute(program, args));
    }

    private static int execute(Program program, String... args) {
        var main = new Main(program);
        CommandLine line = line(main, args);
        line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        line.setExecutionExceptionHandler((exception, command, parsed) -> main.report(exception,
                Flags.where(flag -> command.getCommandSpec().findOption(flag) != null)));
        line.setParameterExceptionHandler((exception, given) -> wrongUsage(exception));
        line.setExecutionStrategy(Main::execute);
        int exit;
        try {
            exit = line.execute(args);
        } catch (Error e) { // such as too little memory, which picocli lets through
            exit = main.report(e, Flags.ALL);
        }
        return exit == DONE ? StandardOutput.failure().map(e -> main.report(e, Flags.ALL)).orElse(DONE) : exit;
    }

    /** Runs the command that was asked for, when it is certain that it writes over nothing that it reads. */
    private static int execute(ParseResult parsed) {
        ParseResult asked = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
        if (!asked.isUsageHelpRequested() && !asked.isVersionHelpRequested()) {
            try {
                NamedFiles.of(asked.commandSpec()).requireApart();
            } catch (Problem problem) {
                throw new ExecutionException(asked.commandSpec().commandLine(), problem.what(), problem);
            }
        }
        return new RunLast().execute(parsed);
    }

    /** The command line with the subcommands that the arguments ask for, and with all where there are no arguments. */
    static CommandLine line(Main main, String... args) {
        var line = new CommandLine(main, Commands::made);
        line.setCommandName(main.program.name());
        line.getCommandSpec().versionProvider(new Version()).usageMessage().description(main.program.description());
        main.program.forArguments(args).forEach(line::addSubcommand);
        WholeNumbers.convert(line);
        NamedFiles.register(line);
        return line;
    }

    private int report(Throwable exception, Vocabulary words) {
        switch (exception) {
            case Problem problem -> problem.each()
                    .forEach(each -> System.err.println("halfstep: " + Plain.line(Inputs.named(each.message(words)))));
            case ClosedPipe closed -> {
                return CLOSED_PIPE;
            }
            case OutOfMemoryError memory ->
                System.err.println(
                        "halfstep: there is not enough memory. Give the JVM more with HALFSTEP_JAVA_OPTS=-Xmx8g.");
            default -> System.err.println("halfstep: this should not have happened: " + exception
                    + ". Please report it, with what --debug shows.");
        }
        if (debug) {
            exception.printStackTrace();
        }
        return PROBLEM;
    }

    private static int wrongUsage(ParameterException exception) {
        String command = exception.getCommandLine().getCommandSpec().qualifiedName();
        System.err.println("halfstep: " + Plain.line(inWords(exception)));
        System.err.println("Try '" + command + " --help'.");
        return WRONG_USAGE;
    }

    private static String inWords(ParameterException exception) {
        if (!(exception instanceof UnmatchedArgumentException unmatched)) {
            // Of options that exclude each other, picocli says so with a heading of its own.
            return String.valueOf(exception.getMessage()).replaceFirst("^Error: ", "");
        }
        String first = Quoted.of(unmatched.getUnmatched().getFirst());
        if (unmatched.isUnknownOption()) {
            List<String> close = unmatched.getSuggestions();
            return "there is no option " + first + "."
                    + (close.isEmpty() ? "" : " Did you mean " + close.getFirst() + "?");
        }
        Set<String> commands = unmatched.getCommandLine().getSubcommands().keySet();
        return commands.isEmpty() ? first + " is one argument too many."
                : "there is no command " + first + ". The commands are " + String.join(", ", commands) + ".";
    }

    /** Ends a command that did what it was asked. */
    public static int done() {
        return DONE;
    }

    /** The version that the build put into the jar's manifest. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"halfstep " + (version == null ? "(from classes)" : version)};
        }
    }
}
