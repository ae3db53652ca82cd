package dev.halfstep.c.size;

import dev.halfstep.c.size.RunCount.Counted;
import dev.halfstep.c.size.RunCount.NotCounted;
import dev.halfstep.c.size.RunCount.Unit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts what a run takes, by emulators that are installed. The program that does it has nothing but the network's C in it. */
final class RunCounter {

    /** What compilers and linkers say of arrays that are too long, and of programs. */
    private static final Pattern TOO_LARGE =
            Pattern.compile("is too large|will not fit in region|not within region|overflowed by");
    private static final Pattern COUNTED = Pattern.compile("counted (\\d+)");
    /** A timer counts one for some instructions; several runs of a small network make up for that. */
    private static final int RUNS = 40;
    private static final int LARGE_RUNS = 2;
    private static final long LARGE = 100_000;
    /** Of the 2 KB of an ATmega328P, less a stack. */
    private static final long AVR_MEMORY = 1900;

    private final SizedModel model;

    RunCounter(SizedModel model) {
        this.model = model;
    }

    /**
     * Counts a run.
     *
     * @param compiler of the processor, if it is installed
     * @param emulator the same
     */
    RunCount of(SizeTarget target, Optional<Path> compiler, Optional<Path> emulator) {
        if (compiler.isEmpty() || emulator.isEmpty()) {
            return new NotCounted((compiler.isEmpty() ? target.compiler() : target.emulator()) + " is not installed");
        }
        try {
            return Programs.inFolder(folder -> counted(folder, target, compiler.get(), emulator.get()));
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            return new NotCounted(TOO_LARGE.matcher(why).find() ? "the network does not fit into it" : why);
        }
    }

    private RunCount counted(Path folder, SizeTarget target, Path compiler, Path emulator) throws IOException {
        boolean isAvr = target.board().isEmpty();
        int runs = isAvr ? 1 : model.multiplyAdds() > LARGE ? LARGE_RUNS : RUNS;
        Files.writeString(folder.resolve(model.name() + ".h"), model.header());
        Files.writeString(folder.resolve(model.name() + ".c"), model.source());
        Files.writeString(folder.resolve("count.c"), program());
        var compile = new ArrayList<>(List.of(compiler.toString()));
        compile.addAll(target.flags());
        compile.addAll(List.of("-std=gnu99", "-Os", "-ffunction-sections", "-fdata-sections", "-Wl,-gc-sections",
                "-DRUNS=" + runs));
        if (target.board().isPresent()) {
            Board board = target.board().get();
            Files.writeString(folder.resolve("link.ld"), board.script(read("link.ld")));
            compile.addAll(board.options());
        }
        compile.addAll(List.of(model.name() + ".c", "count.c", "-o", "program.elf"));
        target.board().map(Board::libraries).ifPresent(compile::addAll);
        Programs.run(folder, compile);
        if (isAvr && memory(folder, compiler, target) > AVR_MEMORY) {
            return new NotCounted("the network does not fit into 2 KB of memory");
        }
        return read(Programs.run(folder, command(target, emulator)), isAvr ? Unit.CYCLES : Unit.INSTRUCTIONS);
    }

    private static long memory(Path folder, Path compiler, SizeTarget target) throws IOException {
        return SizeMeter.bytes(SizeMeter.sections(folder, compiler, target, "program.elf"), ".data", ".bss");
    }

    private static List<String> command(SizeTarget target, Path emulator) {
        var command = new ArrayList<>(List.of(emulator.toString()));
        command.addAll(target.board().map(Board::arguments)
                .orElse(List.of("-m", "atmega328p", "-f", "16000000", "program.elf")));
        return command;
    }

    private static RunCount read(String printed, Unit unit) {
        Matcher counted = COUNTED.matcher(printed);
        if (!counted.find()) {
            return new NotCounted(printed.contains("failed ") ? "the network has no value for the codes that were tried"
                    : "the emulator says: " + printed.lines().findFirst().orElse("nothing"));
        }
        long count = Long.parseLong(counted.group(1));
        return count > 0 ? new Counted(count, unit) : new NotCounted("a run is too long for the processor's timer");
    }

    private String program() throws IOException {
        return read("count.c").replace("NAME.h", model.name() + ".h").replace("ARRAYS", model.call().arrays())
                .replace("FILLS", model.call().fills()).replace("CALL", model.call().statement());
    }

    private static String read(String file) throws IOException {
        try (InputStream in = RunCounter.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("no template " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
