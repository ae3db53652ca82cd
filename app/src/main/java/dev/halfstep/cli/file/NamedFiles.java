package dev.halfstep.cli.file;

import dev.halfstep.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The files that a command line names. What an argument's type is says what becomes of them: a {@link Path} and a {@link NameOrFile} are
 * read, an {@link OutputFile} is written, so that no command can forget to say it.
 */
public final class NamedFiles {

    /**
     * A file that is written.
     *
     * @param option by which it was named
     * @param shown as it is called in messages
     * @param file where it is; empty where there is nothing to write over, as with a device
     */
    private record Written(String option, String shown, boolean isStandardOutput, Optional<Path> file) {

        boolean isSame(Written other) {
            return (isStandardOutput && other.isStandardOutput) || (file.isPresent() && other.file.isPresent()
                    && NamedFiles.isSame(file.get(), other.file.get()));
        }
    }

    private final List<Path> read = new ArrayList<>();
    private final List<Written> written = new ArrayList<>();

    private NamedFiles(CommandSpec command) {
        for (ArgSpec argument : command.args()) {
            Class<?> type = argument.isMultiValue() ? argument.auxiliaryTypes()[0] : argument.type();
            if (type == Path.class || type == NameOrFile.class) {
                values(argument).forEach(this::addRead);
            } else if (type == OutputFile.class) {
                String option = argument instanceof OptionSpec named ? named.shortestName() : argument.paramLabel();
                values(argument).map(OutputFile.class::cast).forEach(file -> written
                        .add(new Written(option, file.toString(), file.isStandardOutput(), file.file())));
            }
        }
        if (command.userObject() instanceof FillsFolder filling) {
            filling.filled().forEach(
                    file -> written.add(new Written("-o", file.toString(), false, Optional.of(file))));
        }
    }

    /** Those that were given to a command. */
    public static NamedFiles of(CommandSpec command) {
        return new NamedFiles(command);
    }

    /** Registers how a command line makes these types of texts. */
    public static void register(CommandLine line) {
        line.registerConverter(OutputFile.class, OutputFile::new);
        line.registerConverter(OutputDirectory.class, OutputDirectory::named);
        line.registerConverter(NameOrFile.class, NameOrFile::new);
    }

    private static Stream<?> values(ArgSpec argument) {
        Object value = argument.getValue();
        return value instanceof Collection<?> several ? several.stream() : Stream.of(value).filter(Objects::nonNull);
    }

    private void addRead(Object value) {
        Optional<Path> file = value instanceof NameOrFile named ? named.file() : Optional.of((Path) value);
        file.filter(given -> !given.toString().isEmpty()).ifPresent(read::add);
    }

    /** Whether data goes to standard output, so that words may not. */
    public boolean takeStandardOutput() {
        return written.stream().anyMatch(Written::isStandardOutput);
    }

    /**
     * Makes sure that nothing is written over what is read, nor twice, whatever the names.
     *
     * @throws Problem that names the file and the option
     */
    public void requireApart() {
        for (int i = 0; i < written.size(); i++) {
            Written output = written.get(i);
            output.file.ifPresent(file -> requireNotRead(output, file));
            for (Written other : written.subList(0, i)) {
                if (output.isSame(other)) {
                    throw Problem.option(output.option.equals(other.option) ? output.option + " would write this twice"
                            : "both " + other.option + " and " + output.option + " would write this")
                            .at(output.shown).remedy("Name another file for one of them.");
                }
            }
        }
    }

    private void requireNotRead(Written output, Path file) {
        for (Path input : read) {
            if (isSame(file, input) || (Files.exists(file) && isAmong(file, input))) {
                String same = input.toString().equals(output.shown) ? "this"
                        : Files.isDirectory(input) ? "this is one of the files in '" + input + "', which"
                                : "this is the same file as '" + input + "', which";
                throw Problem.option(same + " is to be read, so that " + output.option + " must not write it")
                        .at(output.shown).remedy("Name another with " + output.option + ".");
            }
        }
    }

    /** Whether a file is in a folder all of whose arrays are read. */
    private static boolean isAmong(Path file, Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.anyMatch(entry -> isSame(file, entry));
        } catch (IOException e) {
            return false; // The command will say so.
        }
    }

    private static boolean isSame(Path a, Path b) {
        try {
            return (Files.exists(a) && Files.exists(b)) ? Files.isSameFile(a, b) : place(a).equals(place(b));
        } catch (IOException e) {
            return false; // The command will say what is wrong with them.
        }
    }

    /** Where a file would be made. */
    private static Path place(Path file) throws IOException {
        Path whole = file.toAbsolutePath();
        Path parent = whole.getParent();
        return parent != null && Files.isDirectory(parent) ? parent.toRealPath().resolve(whole.getFileName())
                : whole.normalize();
    }
}
