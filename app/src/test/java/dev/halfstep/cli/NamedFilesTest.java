package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfstep.cli.file.NameOrFile;
import dev.halfstep.cli.file.OutputDirectory;
import dev.halfstep.cli.file.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** No command writes over what it reads, or twice to one place, whatever names the files have: all pairs that there are. */
class NamedFilesTest {

    /** What required options take that are no files. */
    private static final Map<String, String> OTHERS = Map.of("--target", "y1", "--precision", "float16", "--to",
            "c", "-o", "target/unwritten");

    @TempDir
    private Path folder;

    /** Two files that a command is given. */
    record Pair(CommandSpec command, ArgSpec first, ArgSpec second) {

        @Override
        public String toString() {
            return command.name() + " " + name(first) + " " + name(second);
        }
    }

    private static Stream<CommandSpec> commands() {
        return Main.line(new Main()).getSubcommands().values().stream().map(CommandLine::getCommandSpec);
    }

    private static Class<?> type(ArgSpec argument) {
        return argument.isMultiValue() ? argument.auxiliaryTypes()[0] : argument.type();
    }

    private static boolean isRead(ArgSpec argument) {
        return type(argument) == Path.class || type(argument) == NameOrFile.class;
    }

    private static boolean isWritten(ArgSpec argument) {
        return type(argument) == OutputFile.class;
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.shortestName() : argument.paramLabel();
    }

    static List<Pair> readAndWritten() {
        var pairs = new ArrayList<Pair>();
        commands().forEach(command -> command.args().stream().filter(NamedFilesTest::isRead).forEach(read -> command
                .args().stream().filter(NamedFilesTest::isWritten)
                .forEach(written -> pairs.add(new Pair(command, read, written)))));
        return pairs;
    }

    static List<Pair> writtenTwice() {
        var pairs = new ArrayList<Pair>();
        commands().forEach(command -> {
            List<ArgSpec> written = command.args().stream().filter(NamedFilesTest::isWritten).toList();
            for (int i = 0; i < written.size(); i++) {
                for (ArgSpec other : written.subList(0, i)) {
                    pairs.add(new Pair(command, written.get(i), other));
                }
            }
        });
        return pairs;
    }

    /** An option of a new command that names a file must say by its type what becomes of it. */
    @Test
    void eachArgumentThatLooksLikeAFileSaysWhatItIs() {
        List<String> unsaid = commands().flatMap(command -> command.args().stream()
                .filter(argument -> argument.paramLabel()
                        .matches(".*(\\.\\w+|FILE|DATA|MODEL|DIR|PATH|FLOAT|QUANTIZED)\\b.*"))
                .filter(argument -> !isRead(argument) && !isWritten(argument)
                        && type(argument) != OutputDirectory.class)
                .map(argument -> command.name() + " " + name(argument))).toList();
        assertThat(unsaid).isEmpty();
        List<String> outputs = commands().flatMap(command -> command.options().stream()
                .filter(option -> List.of("-o", "--json", "--report").contains(option.shortestName()))
                .filter(option -> !isWritten(option) && type(option) != OutputDirectory.class)
                .map(option -> command.name() + " " + name(option))).toList();
        assertThat(outputs).isEmpty();
        assertThat(readAndWritten()).extracting(Pair::toString).contains("predict MODEL -o", "predict --data --json",
                "quantize --calibrate -o", "quantize --recipe -o", "explain --labels --report", "run --input -o");
    }

    /** A command line with files that exist for all that must be given, and two for the pair. */
    private Object[] line(Pair pair, Path first, Path second) throws IOException {
        var arguments = new ArrayList<Object>(List.of(pair.command.name()));
        for (ArgSpec argument : pair.command.args()) {
            boolean isOfPair = argument.equals(pair.first) || argument.equals(pair.second);
            boolean isNeeded = argument.required() && argument.group() == null;
            if (!isNeeded && !isOfPair) {
                continue;
            }
            if (argument instanceof OptionSpec option) {
                arguments.add(option.longestName());
            }
            Path own = folder.resolve("own" + arguments.size() + ".json");
            arguments.add(argument.equals(pair.first) ? first : argument.equals(pair.second) ? second
                    : isRead(argument) ? Files.writeString(own, "{}") : isWritten(argument) ? own
                            : OTHERS.get(name(argument)));
        }
        return arguments.toArray();
    }

    @ParameterizedTest
    @MethodSource("readAndWritten")
    void inputIsNoOutput(Pair pair) throws IOException {
        Path file = Files.writeString(folder.resolve("file.json"), "mine");
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), file);
        Path linkedFolder = Files.createSymbolicLink(folder.resolve("linked"), folder);
        var others = new ArrayList<>(List.of(file, link, linkedFolder.resolve("file.json"),
                Path.of("").toAbsolutePath().relativize(file)));
        try {
            others.add(Files.createLink(folder.resolve("hard.json"), file));
        } catch (UnsupportedOperationException e) {
            assertThat(others).isNotEmpty(); // there are no hard links here
        }
        for (Path other : others) {
            assertThat(Cli.refused(folder, line(pair, file, other))).contains(" is to be read, so that "
                    + name(pair.second) + " must not write it. Name another with " + name(pair.second) + ".");
        }
        assertThat(file).hasContent("mine");
    }

    @ParameterizedTest
    @MethodSource("writtenTwice")
    void nothingIsWrittenTwice(Pair pair) throws IOException {
        Path fresh = folder.resolve("new");
        assertThat(Cli.refused(folder, line(pair, fresh, Files.createSymbolicLink(folder.resolve("dir"), folder)
                .resolve("new")))).contains(" would write this. Name another file for one of them.");
        assertThat(Cli.refused(folder, line(pair, Path.of("-"), Path.of("/dev/stdout"))))
                .startsWith("standard output: both ").endsWith(" would write this. Name another file for one of them.");
    }

    @Test
    void messages() throws IOException {
        Path data = Sample.make().write(folder.resolve("x.csv"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), data);
        assertThat(Cli.refused(folder, "train", data, "--target", "y1", "-o", data))
                .isEqualTo("x.csv: this is to be read, so that -o must not write it. Name another with -o.");
        assertThat(Cli.refused(folder, "train", data, "--target", "y1", "-o", link)).isEqualTo(
                "link: this is the same file as 'x.csv', which is to be read, so that -o must not write it."
                        + " Name another with -o.");
        assertThat(Cli.refused(folder, "train", data, "--target", "y1", "-o", folder.resolve("m"), "--json",
                folder.resolve("m")))
                .isEqualTo("m: both -o and --json would write this. Name another file for one of them.");
        assertThat(Cli.refused(folder, "run", data, "--input", link, "-o", folder.resolve("m"), "-o",
                folder.resolve("m"))).isEqualTo("m: -o would write this twice. Name another file for one of them.");
    }

    @Test
    void filesInAFolderOfArrays() throws IOException {
        Path arrays = Files.createDirectory(folder.resolve("arrays"));
        Path array = Files.writeString(arrays.resolve("x.npy"), "mine");
        Path model = Files.writeString(folder.resolve("m.tflite"), "model");
        assertThat(Cli.refused(folder, "quantize", model, "--precision", "int8", "--calibrate", arrays, "-o", array))
                .isEqualTo(
                        "arrays/x.npy: this is one of the files in 'arrays', which is to be read, so that -o must not"
                                + " write it. Name another with -o.");
    }

    @Test
    void filesOfAStudy() throws IOException {
        Path study = Files.createDirectory(folder.resolve("x-study"));
        Path data = Sample.make().write(study.resolve("study.json"));
        assertThat(Cli.refused(folder, "study", data, "--target", "y1", "-o", study)).isEqualTo(
                "x-study/study.json: this is to be read, so that -o must not write it. Name another with -o.");
        Path link = Files.createSymbolicLink(study.resolve("log-float32.tflite"), data);
        assertThat(Cli.refused(folder, "study", Files.move(data, folder.resolve("x.csv")), "--target", "y1",
                "--target-mapping", "all", "-o", remade(study, link)))
                .contains("x-study/log-float32.tflite: this is the same file as 'x.csv', which is to be read");
        assertThat(Cli.refused(folder, "study", folder.resolve("x.csv"), "--target", "y1", "-o", folder.resolve("new"),
                "--json", folder.resolve("new").resolve("study.json")))
                .startsWith("new/study.json: both ");
    }

    private static Path remade(Path study, Path link) throws IOException {
        Files.delete(link);
        Files.createSymbolicLink(link, study.resolveSibling("x.csv"));
        return study;
    }

    /** Standard output that leads into what is read would go on for ever, or be read as it is written. */
    @Test
    void standardOutputIntoTheInput() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/stdout")), "skipped: standard output has no name here");
        Path data = Sample.make().write(folder.resolve("x.csv"));
        Path model = Files.writeString(folder.resolve("m.tflite"), "not looked at");
        long size = Files.size(data);
        Path logs = Files.createDirectory(folder.resolve("logs"));
        Cli.Result result =
                Fork.startTo(data, logs, "predict", model, "--data", data, "-o", "-").result();
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("is to be read, so that -o must not write it");
        assertThat(Files.size(data)).isEqualTo(size);
    }

    /** A device is not written over. */
    @Test
    void devicesMayTakeAll() {
        assumeTrue(Files.exists(Path.of("/dev/null")), "skipped: there is no /dev/null here");
        Path data = Sample.make().write(folder.resolve("x.csv"));
        Cli.done("train", data, "--target", "y1", "--epochs", 1, "--hidden", "none", "-o", "/dev/null", "--json",
                "/dev/null");
    }
}
