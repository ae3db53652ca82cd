package dev.halfstep.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.halfstep.file.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where, when and with what was measured.
 *
 * @param date of the run, as ISO 8601 has it
 * @param quick whether it was a short run
 * @param load the load average when it began, negative if unknown: what else the machine did
 * @param processor its name
 * @param cores that the JVM may use
 * @param caches bytes of the first core's caches for data, by level such as {@code L1}; empty if unknown
 * @param memory in bytes
 * @param system operating system
 * @param jvm version of the JVM
 * @param versions of the libraries, by name
 */
record Machine(String date, boolean quick, double load, String processor, int cores, Map<String, Long> caches,
        long memory,
        String system, String jvm, Map<String, String> versions) {

    private static final String FILE = "machine.json";
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final String MODEL = "model name";

    /** This machine now. */
    static Machine measured(boolean quick) throws IOException {
        var system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        return new Machine(LocalDate.now(ZoneOffset.UTC).toString(), quick, system.getSystemLoadAverage(),
                processorName(),
                Runtime.getRuntime().availableProcessors(), cacheSizes(), system.getTotalMemorySize(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                System.getProperty("java.vendor.version") + " " + System.getProperty("java.runtime.version"),
                libraries());
    }

    void write(Path folder) throws IOException {
        WholeFile.write(folder.resolve(FILE), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    }

    static Machine read(Path folder) throws IOException {
        return JSON.readValue(folder.resolve(FILE).toFile(), Machine.class);
    }

    private static String processorName() throws IOException {
        if (!Files.exists(PROCESSORS)) {
            return System.getProperty("os.arch");
        }
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith(MODEL)).map(line -> line.substring(line.indexOf(':') + 1))
                    .map(String::strip).findFirst().orElseGet(() -> System.getProperty("os.arch"));
        }
    }

    private static Map<String, Long> cacheSizes() throws IOException {
        var sizes = new TreeMap<String, Long>();
        if (Files.isDirectory(CACHES)) {
            try (Stream<Path> folders = Files.list(CACHES)) {
                folders.filter(folder -> folder.getFileName().toString().startsWith("index"))
                        .filter(folder -> !line(folder.resolve("type")).equals("Instruction"))
                        .forEach(folder -> sizes.put("L" + line(folder.resolve("level")), cacheBytes(folder)));
            }
        }
        return sizes;
    }

    /** Linux tells them as 32K. */
    private static long cacheBytes(Path folder) {
        String size = line(folder.resolve("size"));
        return 1024 * Long.parseLong(size.substring(0, size.length() - 1));
    }

    private static String line(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The build writes them down. */
    private static Map<String, String> libraries() throws IOException {
        var properties = new Properties();
        try (InputStream in = Machine.class.getResourceAsStream("versions.properties")) {
            properties.load(in);
        }
        var versions = new TreeMap<String, String>();
        properties.forEach((name, version) -> versions.put((String) name, (String) version));
        return versions;
    }
}
