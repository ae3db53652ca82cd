package dev.halfstep.c.size;

import dev.halfstep.problem.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Measures the size of C by compilers that are installed. */
public final class SizeMeter {

    private static final long SECONDS = 60;
    /** A line of the {@code size} program: the name of a section and its bytes. */
    private static final Pattern SECTION = Pattern.compile("(?m)^(\\.\\S+)\\s+(\\d+)\\s");
    /** A line of what a compiler says of stacks: function, bytes, how it knows. */
    private static final Pattern STACK = Pattern.compile("(?m)\\t(\\d+)\\t");
    /** Bytes of instructions for each character of C without comments and tables, as measured for dense networks. */
    private static final double CODE_OF_TEXT = 0.11;

    private final String name;
    private final String header;
    private final String source;
    private final long constants;
    private final long memory;

    /**
     * @param name of the model's files
     * @param constants bytes of its tables
     * @param memory bytes it takes all the time
     */
    public SizeMeter(String name, String header, String source, long constants, long memory) {
        this.name = name;
        this.header = header;
        this.source = source;
        this.constants = constants;
        this.memory = memory;
    }

    /** The size on a processor: measured where its compiler is in the path. */
    public CodeSize of(SizeTarget target) {
        return compiler(target).map(compiler -> measured(target, compiler)).orElseGet(() -> estimated(target));
    }

    private CodeSize estimated(SizeTarget target) {
        String plain =
                source.replaceAll("(?s)#ifdef \\w+_CMSIS_NN\n.*?\n}\n#endif", "").replaceAll("(?s)/\\*.*?\\*/", "")
                        .replaceAll("(?s)= \\{.*?\\};", "");
        return new CodeSize(target, Math.round(plain.length() * CODE_OF_TEXT), constants, memory, 0, false);
    }

    private static Optional<Path> compiler(SizeTarget target) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(Pattern.quote(File.pathSeparator))).filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, target.prefix() + "-gcc")).filter(Path::isAbsolute)
                .filter(Files::isExecutable).findFirst();
    }

    private CodeSize measured(SizeTarget target, Path compiler) {
        try {
            Path folder = Files.createTempDirectory("halfstep-size");
            try {
                Files.writeString(folder.resolve(name + ".h"), header);
                Files.writeString(folder.resolve(name + ".c"), source);
                var command = new ArrayList<>(List.of(compiler.toString()));
                command.addAll(target.flags());
                command.addAll(List.of("-std=c99", "-Os", "-ffreestanding", "-fstack-usage", "-c", name + ".c"));
                run(folder, command);
                String sections = run(folder, List.of(
                        compiler.resolveSibling(target.prefix() + "-size").toString(), "-A", name + ".o"));
                long stack = STACK.matcher(Files.readString(folder.resolve(name + ".su"))).results()
                        .mapToLong(found -> Long.parseLong(found.group(1))).sum();
                return new CodeSize(target, bytes(sections, ".text"), bytes(sections, ".rodata", ".progmem"),
                        bytes(sections, ".bss", ".data"), stack, true);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw Problem.system("the size for " + target.label() + " cannot be measured: " + e.getMessage())
                    .because(e);
        }
    }

    private static long bytes(String sections, String... names) {
        long bytes = 0;
        Matcher matcher = SECTION.matcher(sections);
        while (matcher.find()) {
            String section = matcher.group(1);
            if (Arrays.stream(names).anyMatch(section::startsWith)) {
                bytes += Long.parseLong(matcher.group(2));
            }
        }
        return bytes;
    }

    private static String run(Path folder, List<String> command) throws IOException {
        Path printed = folder.resolve("printed.txt");
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(printed.toFile()).start();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.getFirst() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        String text = Files.readString(printed, StandardCharsets.UTF_8);
        if (process.exitValue() != 0) {
            throw new IOException(command.getFirst() + " says: " + text.lines().findFirst().orElse("nothing"));
        }
        return text;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
