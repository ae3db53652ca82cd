package dev.halfstep.c.size;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Measures the size of C, and what a run of it takes, by compilers and emulators that are installed. */
public final class SizeMeter {

    /** A line of the {@code size} program: the name of a section and its bytes. */
    private static final Pattern SECTION = Pattern.compile("(?m)^(\\.\\S+)\\s+(\\d+)\\s");
    /** A line of what a compiler says of stacks: function, bytes, how it knows. */
    private static final Pattern STACK = Pattern.compile("(?m)\\t(\\d+)\\t");
    /** Bytes of instructions for each character of C without comments and tables, as measured for dense networks. */
    private static final double CODE_OF_TEXT = 0.11;

    private final SizedModel model;
    private final RunCounter counter;

    /** @param model whose C is measured */
    public SizeMeter(SizedModel model) {
        this.model = model;
        counter = new RunCounter(model);
    }

    /** The size on a processor, measured where its compiler is in the path, and what a run takes where its emulator is. */
    public CodeSize of(SizeTarget target) {
        Optional<Path> compiler = Programs.find(target.compiler());
        RunCount run = counter.of(target, compiler, Programs.find(target.emulator()));
        return compiler.flatMap(found -> measured(target, found, run)).orElseGet(() -> estimated(target, run));
    }

    private CodeSize estimated(SizeTarget target, RunCount run) {
        String plain = model.source().replaceAll("(?s)#ifdef \\w+_CMSIS_NN\n.*?\n}\n#endif", "")
                .replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?s)= \\{.*?\\};", "");
        return new CodeSize(target, Math.round(plain.length() * CODE_OF_TEXT), model.constants(), model.memory(), 0,
                false, run);
    }

    /** Nothing where the compiler refuses, as it does tables that are too long for a small processor: why, says the count of a run. */
    private Optional<CodeSize> measured(SizeTarget target, Path compiler, RunCount run) {
        try {
            return Optional.of(Programs.inFolder(folder -> measured(folder, target, compiler, run)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private CodeSize measured(Path folder, SizeTarget target, Path compiler, RunCount run) throws IOException {
        String name = model.name();
        Files.writeString(folder.resolve(name + ".h"), model.header());
        Files.writeString(folder.resolve(name + ".c"), model.source());
        var command = new ArrayList<>(List.of(compiler.toString()));
        command.addAll(target.flags());
        command.addAll(List.of("-std=c99", "-Os", "-ffreestanding", "-fstack-usage", "-c", name + ".c"));
        Programs.run(folder, command);
        String sections = sections(folder, compiler, target, name + ".o");
        long stack = STACK.matcher(Files.readString(folder.resolve(name + ".su"))).results()
                .mapToLong(found -> Long.parseLong(found.group(1))).sum();
        return new CodeSize(target, bytes(sections, ".text"), bytes(sections, ".rodata", ".progmem"),
                bytes(sections, ".bss", ".data"), stack, true, run);
    }

    /** What the {@code size} program beside a compiler says of a file. */
    static String sections(Path folder, Path compiler, SizeTarget target, String file) throws IOException {
        return Programs.run(folder,
                List.of(compiler.resolveSibling(target.prefix() + "-size").toString(), "-A", file));
    }

    /** The bytes of all sections whose names begin so. */
    static long bytes(String sections, String... names) {
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
}
