package dev.halfstep.train.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeFilesTest {

    private static final int OTHER_USER = 65534;

    @TempDir
    private Path scratch;

    private Path folder;
    private byte[] content;
    private Map<String, URL> sources;

    @BeforeEach
    void give() throws IOException {
        folder = Files.createDirectory(scratch.resolve("folder"));
        content = new byte[10_000_000]; // some pieces, the last not whole
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) ((i * 31L) >> 7);
        }
        Path source = Files.write(scratch.resolve("source"), content);
        sources = Map.of("liba.so", source.toUri().toURL(), "libb.so.1", source.toUri().toURL());
    }

    private void prepare() throws IOException {
        NativeFiles.prepare(folder, sources);
    }

    private void assertPrepared() {
        assertThat(folder.resolve("liba.so")).hasBinaryContent(content);
        assertThat(folder.resolve("libb.so.1")).hasBinaryContent(content);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("liba.so", "libb.so.1");
    }

    @Test
    void areUnpackedOnce() throws IOException {
        prepare();
        assertPrepared();
        FileTime time = FileTime.fromMillis(0);
        Files.setLastModifiedTime(folder.resolve("liba.so"), time);
        prepare();
        assertThat(Files.getLastModifiedTime(folder.resolve("liba.so"))).isEqualTo(time);
    }

    @Test
    void truncatedAndOtherFilesAreUnpackedAnew() throws IOException {
        prepare();
        Files.write(folder.resolve("liba.so"), new byte[100]);
        byte[] other = content.clone();
        other[9_999_999]++;
        Files.write(folder.resolve("libb.so.1"), other);
        prepare();
        assertPrepared();
    }

    /** DJL loads every library of the folder. */
    @Test
    void filesThatDoNotBelongThereAreRemoved() throws IOException {
        Files.writeString(folder.resolve("libplanted.so"), "");
        Files.createSymbolicLink(folder.resolve("liblink.so"), scratch.resolve("source"));
        Files.createSymbolicLink(folder.resolve("liba.so"), scratch.resolve("source"));
        Path dead = Files.writeString(folder.resolve("liba.so123.part"), "");
        Files.setLastModifiedTime(dead, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
        prepare();
        assertPrepared();
        assertThat(folder.resolve("liba.so")).isRegularFile().satisfies(file -> assertThat(Files.isSymbolicLink(file))
                .isFalse());
        assertThat(scratch.resolve("source")).hasBinaryContent(content);

        Files.writeString(folder.resolve("liba.so456.part"), "of a process that is at it");
        prepare();
        assertThat(folder.resolve("liba.so456.part")).exists();
    }

    @Test
    void filesOfOthersAreUnpackedAnew() throws IOException {
        assumeTrue(Access.isKnown(), "skipped: files have no modes here");
        prepare();
        Files.setPosixFilePermissions(folder.resolve("liba.so"), PosixFilePermissions.fromString("rw-rw-rw-"));
        assumeTrue("root".equals(System.getProperty("user.name")), "partly skipped: only root can give files away");
        Files.setAttribute(folder.resolve("libb.so.1"), "unix:uid", OTHER_USER);
        prepare();
        Access access = Access.ofThisUser();
        access.requireOurs(folder.resolve("liba.so"));
        access.requireOurs(folder.resolve("libb.so.1"));
    }

    @Test
    void whatCannotBeRemovedIsRefused() throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve("libfolder.so")).resolve("file"), "");
        assertThatThrownBy(this::prepare).isInstanceOf(IOException.class);
    }

    /** The native code that is on the class path, of which the digest is known. */
    @Test
    void verifiedFilesAreDigestedOnlyWhenTheyChange() throws IOException {
        assumeTrue(Access.isKnown(), "skipped: there are no times of changes here");
        var known = KnownDigests.all().keySet().stream().filter(name -> name.contains("linux-x86_64/0")).findFirst()
                .orElseThrow();
        folder = Files.createDirectory(scratch.resolve(known.substring(0, known.indexOf('/'))));
        URL source = NativeFiles.class.getResource("/jnilib/linux-x86_64/cpu/libdjl_torch.so");
        sources = Map.of(known.substring(known.indexOf('/') + 1), source);
        prepare();
        Path file = folder.resolve(sources.keySet().iterator().next());
        byte[] whole = Files.readAllBytes(file);
        var verified = new VerifiedState(folder, Access.ofThisUser());
        assertThat(verified.holds(sources.keySet())).isTrue();

        FileTime time = Files.getLastModifiedTime(file);
        byte[] damaged = whole.clone();
        damaged[1000]++;
        Files.write(file, damaged);
        Files.setLastModifiedTime(file, time);
        assertThat(verified.holds(sources.keySet())).as("with the same size and time").isFalse();
        prepare();
        assertThat(file).hasBinaryContent(whole);
        assertThat(verified.holds(sources.keySet())).isTrue();

        Files.setPosixFilePermissions(folder.resolve(VerifiedState.NAME), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(verified.holds(sources.keySet())).as("others may have written it").isFalse();

        URL other = URI.create(scratch.resolve("source").toUri().toString()).toURL();
        sources = Map.of(file.getFileName().toString(), other);
        Files.delete(file);
        assertThatThrownBy(this::prepare).isInstanceOf(IOException.class)
                .hasMessageEndingWith(" on the class path is not what it should be");
        assertThat(file).doesNotExist();
    }

    @Test
    void digestsAreThoseOfTheClassPath() throws Exception {
        var jars = Stream.of("/jnilib/pytorch.properties", "/native/lib/pytorch.properties")
                .map(NativeFilesTest::jar).toList();
        assertThat(KnownDigests.all()).containsAllEntriesOf(WriteDigests.of(jars));
    }

    private static Path jar(String resource) {
        String url = String.valueOf(NativeFilesTest.class.getResource(resource));
        return Path.of(URI.create(url.substring("jar:".length(), url.indexOf("!/"))));
    }
}
