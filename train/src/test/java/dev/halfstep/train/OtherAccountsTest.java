package dev.halfstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.util.Platform;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts without a home folder, as services have them, where another user has planted libraries for DJL to find. */
class OtherAccountsTest {

    private static final int NOBODY = 65534;

    @TempDir
    private Path given;

    private Path temporary;
    private String classPath;

    @BeforeEach
    void requireRoot() throws Exception {
        assumeTrue(can("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "true"),
                "skipped: this user cannot become another one");
        Files.setPosixFilePermissions(given, PosixFilePermissions.fromString("rwxr-xr-x"));
        temporary = Files.createDirectory(given.resolve("tmp"));
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setAttribute(temporary, "unix:mode", 01777);
        classPath = readableClassPath();
        plant();
    }

    private static boolean can(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Jars may lie in a home folder that others cannot read. */
    private String readableClassPath() throws IOException {
        Path folder = Files.createDirectory(given.resolve("classes"));
        var paths = new ArrayList<String>();
        String all = String.join(File.pathSeparator, System.getProperty("java.class.path"),
                System.getProperty("jdk.module.path", ""), "target/classes", "target/test-classes");
        for (String each : all.split(File.pathSeparator, -1)) {
            Path from = Path.of(each);
            if (!each.isEmpty() && Files.exists(from)) {
                Path to = folder.resolve(paths.size() + "-" + from.getFileName());
                if (Files.isDirectory(from)) {
                    copy(from, to);
                } else {
                    link(from, to);
                }
                paths.add(to.toString());
            }
        }
        return String.join(File.pathSeparator, paths);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void link(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from.toRealPath());
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(from, to);
        }
    }

    /** What is no library at all: whoever loads it fails, and whoever replaces it leaves a trace. */
    private void plant() throws IOException {
        Platform platform = Platform.detectPlatform("pytorch");
        Path folder = Files.createDirectories(temporary.resolve(".djl.ai/pytorch/" + platform.getVersion() + "-"
                + platform.getFlavor() + "-" + platform.getClassifier()));
        for (String library : platform.getLibraries()) {
            Files.writeString(folder.resolve(library), "planted");
        }
        Path jna = Files.createDirectories(temporary.resolve("jna-" + "nobody".hashCode()));
        Files.setPosixFilePermissions(jna, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private String train(int user, String... environment) throws Exception {
        var command = new ArrayList<String>(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups",
                "env", "-i"));
        command.addAll(List.of(environment));
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary, "--enable-native-access=ALL-UNNAMED", "-cp", classPath,
                AnotherProcessTest.Main.class.getName()));
        Process process = new ProcessBuilder(command).directory(given.toFile()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> !name.startsWith("hsperfdata"))
                    .sorted().toList();
        }
    }

    @Test
    void trainWithoutPlantedLibraries() throws Exception {
        List<String> before = left();
        String digest = train(NOBODY, "HOME=/nonexistent");
        assertThat(digest).startsWith("digest ");
        assertThat(left()).isEqualTo(before);

        Path open = Files.createDirectory(given.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(train(NOBODY - 1, "XDG_CACHE_HOME=" + open)).as("a second account, and a cache that all may write")
                .isEqualTo(digest);
        assertThat(open).isEmptyDirectory();
        assertThat(left()).isEqualTo(before);
    }
}
