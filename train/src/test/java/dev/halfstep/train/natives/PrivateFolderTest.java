package dev.halfstep.train.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class PrivateFolderTest {

    private static final int OTHER_USER = 65534;

    @TempDir
    private static Path given;

    /** Of the real path of the folder, so that messages can be compared. */
    private static Path scratch;

    @BeforeAll
    static void find() throws IOException {
        scratch = given.toRealPath();
    }

    private static Path folder(String name, String mode) throws IOException {
        Path folder = Files.createDirectory(scratch.resolve(name));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
        return folder;
    }

    @Test
    void isInTheFirstFolderOfCachesThatIsAbsolute() {
        assertThat(PrivateFolder.places(Map.of("XDG_CACHE_HOME", "/x", "HOME", "/h"), "/u"))
                .containsExactly(Path.of("/x/halfstep/native"), Path.of("/h/.cache/halfstep/native"));
        assertThat(PrivateFolder.places(Map.of("XDG_CACHE_HOME", "x"), "/u"))
                .containsExactly(Path.of("/u/.cache/halfstep/native"));
        assertThat(PrivateFolder.places(Map.of(), "?")).isEmpty();
    }

    @Test
    void isMadeForItsOwnerAlone() throws IOException {
        try (PrivateFolder folder = PrivateFolder.in(scratch.resolve("new").resolve("native"))) {
            Path inside = folder.folder("a", "b");
            Path below = scratch.relativize(inside);
            for (int depth = 1; depth <= below.getNameCount(); depth++) {
                Path made = scratch.resolve(below.subpath(0, depth));
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made))).isEqualTo("rwx------");
            }
        }
        assertThat(scratch.resolve("new/native/a/b")).as("it stays").exists();
    }

    @Test
    void whereOthersMayWriteIsNone() throws IOException {
        Path open = folder("open", "rwxrwxrwx");
        assertThatThrownBy(() -> PrivateFolder.in(open)).hasMessage(open + ": others may write it");
        assertThatThrownBy(() -> PrivateFolder.in(open.resolve("inside"))).hasMessage(open + ": others may write it");
        assertThat(open).as("nothing is made there").isEmptyDirectory();
        Path link = Files.createSymbolicLink(scratch.resolve("link"), open);
        assertThatThrownBy(() -> PrivateFolder.in(link.resolve("inside"))).hasMessage(open + ": others may write it");

        try (PrivateFolder folder = PrivateFolder.in(scratch.resolve("closed"))) {
            folder(scratch.relativize(folder.path()) + "/inside", "rwxrwx-wx");
            assertThatThrownBy(() -> folder.folder("inside")).hasMessageEndingWith("others may write it");
        }
    }

    @Test
    void anotherUsersIsNone() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "skipped: only root can give folders away");
        Path theirs = folder("theirs", "rwxr-xr-x");
        Files.setAttribute(theirs, "unix:uid", OTHER_USER);
        assertThatThrownBy(() -> PrivateFolder.in(theirs.resolve("inside")))
                .hasMessage(theirs + ": it belongs to another user");
    }

    /** As root made it, and as users with a group of their own have it by their default. */
    @Test
    void theOwnersGroupMayWrite() throws IOException {
        Path shared = folder("group", "rwxrwx---");
        String owner = Files.getOwner(shared).getName();
        String group = Files.readAttributes(shared, java.nio.file.attribute.PosixFileAttributes.class).group()
                .getName();
        if (owner.equals(group)) {
            PrivateFolder.in(shared.resolve("inside")).close();
        }
        assumeTrue("root".equals(System.getProperty("user.name")), "partly skipped: only root can give folders away");
        Files.setAttribute(shared, "unix:gid", OTHER_USER);
        assertThatThrownBy(() -> PrivateFolder.in(shared.resolve("inside")))
                .hasMessage(shared + ": others may write it");
    }

    @Test
    void aTemporaryOneIsDeleted() throws IOException {
        Path path;
        try (PrivateFolder folder = PrivateFolder.temporary()) {
            path = folder.path();
            Files.writeString(folder.folder("a", "b").resolve("file"), "");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rwx------");
        }
        assertThat(path).doesNotExist();
    }
}
