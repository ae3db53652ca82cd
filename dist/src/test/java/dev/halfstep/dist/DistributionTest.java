package dev.halfstep.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The zip, unpacked into a folder with an awkward name, in the locale of services, which knows plain ASCII alone. */
@DisabledOnOs(OS.WINDOWS)
class DistributionTest {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Pattern MAIN_CLASS = Pattern.compile("dev\\.halfstep\\.cli\\.Main source: (.*)");
    private static final String FROM_CACHE = "shared objects file";
    private static final Pattern JVM_OPTION = Pattern.compile("(?<= |^|\\()(-XX:|-D|--)[A-Za-z][\\w.:+-]*=?[\\w.+-]*");

    @TempDir
    private static Path folder;

    private static Path work;
    private static Unpacked plain;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void unpack() throws IOException {
        work = Files.createDirectories(folder.resolve("wörk"));
        plain = Unpacked.into(folder.resolve("dïst mit Leerzeichen"), work).with("LC_ALL", "C");
    }

    /** A distribution that finds no folder for its caches. */
    private static Unpacked withoutCaches() {
        return plain.with("XDG_CACHE_HOME", plain.file("LICENSE"));
    }

    private static void assertDone(Unpacked.Result result, String out) {
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        assertThat(result.out()).matches(Pattern.compile(out, Pattern.DOTALL));
    }

    @Test
    void runsFromAnyFolderThroughALink() throws IOException {
        Path links = Files.createDirectories(scratch.resolve("bin"));
        Path first = Files.createSymbolicLink(links.resolve("first"), plain.file("bin/halfstep"));
        Path link = Files.createSymbolicLink(links.resolve("halfstep"), first.getFileName());
        Path csv = Files.copy(plain.file("examples/wages.csv"), work.resolve("löhne.csv"));
        assertDone(withoutCaches().run(link, "--version"), "halfstep \\d.*\n");
        assertDone(withoutCaches().run(link, "quantize", plain.file("examples/wages.tflite"), "--precision",
                "full-uint8", "--calibrate", csv.getFileName(), "-o", "größe.tflite"), "Wrote größe.tflite: .*");
        assertThat(withoutCaches().run(link, "predict", "größe.tflite", "--data", csv.getFileName(), "-o",
                "predictions.csv").err()).startsWith("Wrote predictions.csv: 534 rows");
        assertThat(work.resolve("predictions.csv")).exists();
    }

    /** Whatever the locale: none at all, as in a container or for cron, others than UTF-8, and some that are not installed. */
    @ParameterizedTest
    @ValueSource(strings = {"NOTHING=set", "LC_ALL=POSIX", "LANG=de_DE.ISO-8859-1", "LC_ALL=none", "LC_CTYPE=C.UTF-8"})
    void namesMayHaveAnyLetters(String variable) throws IOException {
        Path csv = Files.writeString(scratch.resolve("löhne.csv"),
                Files.readString(plain.file("examples/wages.csv")).replaceFirst("wage", "größe"));
        Path encoded = scratch.resolve("größe.npy");
        Unpacked.Result result = plain.run("env", "-i", variable, "PATH=" + System.getenv("PATH"),
                "JAVA_HOME=" + System.getProperty("java.home"), "XDG_CACHE_HOME=" + plain.file("LICENSE"),
                plain.file("bin/halfstep"), "encode", plain.file("examples/wages.tflite"), "--data", csv, "-o",
                encoded);
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(encoded).exists();
        assertThat(plain.run("env", "-i", variable, "PATH=" + System.getenv("PATH"),
                "JAVA_HOME=" + System.getProperty("java.home"), plain.file("bin/halfstep"), "train", csv, "--target",
                "größer", "-o", "m.tflite").err()).contains("there is no column 'größer'. Did you mean 'größe'?");
    }

    /** Between the folders of a class path stands a colon. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFolderMayHaveAColon() throws IOException {
        Unpacked colon = Unpacked.into(scratch.resolve("at 12:30"), work).with("XDG_CACHE_HOME",
                scratch.resolve("caches"));
        assertThat(colon.halfstep("predict", colon.file("examples/wages.tflite"), "--data",
                colon.file("examples/wages.csv"), "-o", scratch.resolve("x.csv")).err()).startsWith("Wrote ");
        assertThat(scratch.resolve("caches")).as("the JVM cannot make any").doesNotExist();
        assertThat(withoutCaches().with("XDG_CACHE_HOME", scratch.resolve("a:b")).halfstep("--version").exit())
                .isZero();
    }

    /** What lies in a cache is run. */
    @Test
    void cachesThatOthersCanWriteAreNotUsed() throws Exception {
        Path around = scratch.resolve("caches");
        Path caches = Files.createDirectories(around.resolve("halfstep"));
        Unpacked cached = plain.with("XDG_CACHE_HOME", around);
        assertDone(cached.halfstep("--version"), "halfstep .*");
        Path cache = await(caches, "short.aot");
        assertThat(sourceOfClasses(cached)).isEqualTo(FROM_CACHE);
        Path group = Objects.requireNonNull(cache.getParent());
        for (Path writable : List.of(cache, group, caches, around)) {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(writable);
            Set<PosixFilePermission> wider = EnumSet.copyOf(mode);
            wider.add(PosixFilePermission.OTHERS_WRITE);
            Files.setPosixFilePermissions(writable, wider);
            assertThat(sourceOfClasses(cached)).as(writable.toString()).isNotEqualTo(FROM_CACHE);
            Files.setPosixFilePermissions(writable, mode);
        }
        assertThat(sourceOfClasses(cached)).isEqualTo(FROM_CACHE);

        Path open = Files.createDirectory(scratch.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Unpacked.Result refused = plain.with("XDG_CACHE_HOME", open).halfstep("--make-caches");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("it needs a folder that only you can write");
        assertThat(open).isEmptyDirectory();
    }

    @Test
    void exitCodesAreThoseOfTheCommand() {
        assertThat(withoutCaches().halfstep("inspect", "missing.tflite").exit()).isEqualTo(1);
        assertThat(withoutCaches().halfstep("nothing").exit()).isEqualTo(2);
    }

    @Test
    void optionsOfTheJvmAreAdded() {
        Unpacked.Result result = withoutCaches().with("HALFSTEP_JAVA_OPTS", "-Xmx64m -Dx=* -Xlog:arguments=info")
                .halfstep("--version");
        assertThat(result.out()).contains("-Xmx64m -Dx=* ");
    }

    /** In the background, at the first use; other jars and damaged caches are noticed. */
    @Test
    void cachesAreMadeAndUsed() throws Exception {
        Unpacked cached = plain.with("XDG_CACHE_HOME", scratch.resolve("cäche"));
        assertDone(cached.halfstep("--version"), "halfstep .*");
        Path cache = await(scratch.resolve("cäche"), "short.aot");
        FileTime made = Files.getLastModifiedTime(cache);
        assertThat(sourceOfClasses(cached)).isEqualTo(FROM_CACHE);
        assertThat(Files.getLastModifiedTime(cache)).isEqualTo(made);
        assertThat(sourceOfClasses(Unpacked.into(scratch.resolve("twin"), work).with("XDG_CACHE_HOME",
                scratch.resolve("cäche")))).as("another copy with the same jars").isEqualTo(FROM_CACHE);

        Path jar = anyJar(plain.file("lib"));
        FileTime old = Files.getLastModifiedTime(jar);
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now()));
        try {
            assertThat(sourceOfClasses(cached)).as("a jar is newer than its id").isNotEqualTo(FROM_CACHE);
        } finally {
            Files.setLastModifiedTime(jar, old);
        }
        assertDone(cached.with("HALFSTEP_JAVA_OPTS", "-XX:-UseCompressedOops").halfstep("--version"), "halfstep .*");
        Files.writeString(cache, "no cache");
        assertDone(cached.halfstep("--version"), "halfstep .*");
    }

    /** Where the JVM has our main class from. */
    private static String sourceOfClasses(Unpacked distribution) {
        Unpacked.Result result = distribution.with("HALFSTEP_JAVA_OPTS", "-Xlog:class+load:stdout")
                .halfstep("--version");
        assertThat(result.err()).isEmpty();
        Matcher source = MAIN_CLASS.matcher(result.out());
        assertThat(source.find()).as(result.out()).isTrue();
        return source.group(1);
    }

    private static Path anyJar(Path lib) throws IOException {
        try (var jars = Files.newDirectoryStream(lib, "*.jar")) {
            return jars.iterator().next();
        }
    }

    private static Path await(Path caches, String name) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            if (Files.isDirectory(caches)) {
                try (Stream<Path> files = Files.walk(caches)) {
                    List<Path> found = files.filter(file -> file.endsWith(name)).toList();
                    if (!found.isEmpty()) {
                        return found.getFirst();
                    }
                }
            }
            Thread.sleep(100);
        }
        throw new AssertionError("no " + name + " was made within " + PATIENCE);
    }

    @Test
    void completesInBash() {
        String complete = "compopt() { :; }; source '" + plain.file("completion/halfstep.bash")
                + "'; COMP_WORDS=(halfstep \"$@\"); COMP_CWORD=$#; _complete_halfstep; echo ${COMPREPLY[@]}";
        assertDone(plain.run("bash", "-c", complete, "bash", "qu"), "quantize\n");
        assertDone(plain.run("bash", "-c", complete, "bash", "quantize", "--prec"), "--precision\n");
        assertDone(plain.run("bash", "-c", complete, "bash", "quantize", "--precision", "full"),
                "full-uint8 full-int8\n");
    }

    /** What one of the scripts tells the JVM, the other does, too; Windows wants its own ends of lines. */
    @Test
    void scriptsHaveTheSameOptions() throws IOException {
        String windows = Files.readString(plain.file("bin/halfstep.cmd"), StandardCharsets.UTF_8);
        assertThat(windows.lines().count()).isEqualTo(windows.split("\r\n", -1).length - 1);
        String options = Files.readString(plain.file("bin/halfstep")).replaceAll("(?s).*options=\\((.*?)\n}.*", "$1");
        List<String> all = JVM_OPTION.matcher(options).results().map(MatchResult::group).toList();
        assertThat(all).hasSizeGreaterThan(10).allSatisfy(option -> assertThat(windows).contains(option));
    }
}
