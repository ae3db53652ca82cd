package dev.halfstep.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The process that a temporary file belongs to, as its name tells: {@code .halfstep-PLACE-PID-START-RANDOM.part}. The next run finds
 * by it what a killed one left, and leaves alone what somebody still writes.
 *
 * <p>
 * A number of a process means something within its PID namespace alone, on one machine, until that starts again: that is the place.
 * Namespaces that are there at the same time differ, so a process that cannot be found in a namespace of the same name is gone.
 *
 * @param place empty where it is not known
 * @param start in seconds, as the system says it
 */
record Owner(String place, long pid, long start) {

    private static final Pattern NAME =
            Pattern.compile("\\.halfstep-([0-9a-f]{8})?-(\\d{1,18})-(\\d{1,18})-[0-9a-f]{16}\\.part");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The system says when a process started by a clock that may have been set meanwhile. */
    private static final long CLOCK_SECONDS = 10;
    /** Nobody leaves a file that he writes alone for so long. */
    private static final Duration OLD = Duration.ofDays(1);

    private static final Owner SELF = of(ProcessHandle.current());

    private static Owner of(ProcessHandle process) {
        return new Owner(here(), process.pid(), process.info().startInstant().map(Instant::getEpochSecond).orElse(0L));
    }

    private static String here() {
        try {
            String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));
            var hash = new CRC32();
            hash.update((boot + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"))).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().toHexDigits((int) hash.getValue());
        } catch (IOException | UnsupportedOperationException e) {
            return ""; // no Linux
        }
    }

    /** A name for a temporary file of this process that nobody can guess. */
    static String newName() {
        return SELF.name(RANDOM.nextLong());
    }

    String name(long random) {
        return ".halfstep-" + place + "-" + pid + "-" + start + "-" + HexFormat.of().toHexDigits(random) + ".part";
    }

    /** The process that made a temporary file; empty for the name of any other file. */
    static Optional<Owner> ofName(String name) {
        Matcher parts = NAME.matcher(name);
        return parts.matches() ? Optional.of(new Owner(Optional.ofNullable(parts.group(1)).orElse(""),
                Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3)))) : Optional.empty();
    }

    /**
     * Whether nobody writes a file any more. Where that cannot be known, as of another machine's or another container's, it is to be
     * old.
     *
     * @param modified when it last was written
     */
    boolean isGone(Instant modified) {
        if (SELF.place.isEmpty() || !place.equals(SELF.place)) {
            return modified.isBefore(Instant.now().minus(OLD));
        }
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty()) {
            return true;
        }
        Optional<Instant> started = process.get().info().startInstant();
        return started.isPresent() && Math.abs(started.get().getEpochSecond() - start) > CLOCK_SECONDS;
    }
}
