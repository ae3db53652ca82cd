package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where results go, and what is said and left behind where they cannot. */
class OutputsTest {

    private static final List<String> FILES = List.of("dynamic-range.tflite", "float16.tflite", "float32.tflite",
            "full-int8.tflite", "full-uint8.tflite", "int16x8.tflite", "int8.tflite", "report.html", "study.json");
    private static final String CHECK = " Check the space and the permissions there, or name another place.";

    @TempDir
    private static Path given;

    private static Path data;
    private static Path model;
    private static Path array;

    @TempDir
    private Path folder;

    @BeforeAll
    static void train() {
        Sample.Trained trained = Sample.trained(given);
        data = trained.data();
        model = trained.model();
        array = trained.array();
    }

    @BeforeEach
    void makeFile() throws IOException {
        Files.writeString(folder.resolve("file"), "mine");
    }

    private static Object[] study(Path output, Object... options) {
        return Arguments
                .join(new Object[] {"study", data, "--target", Sample.TARGETS, "--epochs", 1, "--hidden", "8", "-o",
                        output}, options);
    }

    /** Every command that writes one file. */
    private static List<Object[]> writing(Path output) {
        return List.of(
                new Object[] {"train", data, "--target", Sample.TARGETS, "--epochs", 1, "--hidden", "none", "-o",
                        output},
                new Object[] {"quantize", model, "--precision", "float16", "-o", output},
                new Object[] {"predict", model, "--data", data, "-o", output},
                new Object[] {"encode", model, "--data", data, "-o", output},
                new Object[] {"encode", model, "--data", data, "-o", "/dev/null", "--labels", output},
                new Object[] {"run", model, "--input", array, "--output", output});
    }

    private String refused(Object... arguments) {
        return Cli.refused(folder, arguments);
    }

    private void assertEachRefused(Path output, String message) {
        for (Object[] command : writing(output)) {
            assertThat(refused(command)).as(String.valueOf(command[0])).isEqualTo(message);
        }
    }

    @Test
    void fileBelowAFile() {
        assertEachRefused(folder.resolve("file").resolve("out"),
                "file/out: the folder file does not exist. Create it, or name another file.");
    }

    @Test
    void fileInAFolderThatIsNotThere() {
        assertEachRefused(folder.resolve("new").resolve("out"),
                "new/out: the folder new does not exist. Create it, or name another file.");
    }

    @Test
    void directoryAsFile() throws IOException {
        assertEachRefused(Files.createDirectory(folder.resolve("dir")),
                "dir: this is a directory, not a file. Name a file to write.");
    }

    @Test
    void deviceWithoutSpace() {
        assumeTrue(Files.exists(Path.of("/dev/full")), "skipped: there is no /dev/full here");
        assertEachRefused(Path.of("/dev/full"), "/dev/full: this cannot be written: No space left on device." + CHECK);
    }

    @Test
    void fileSystemThatTakesNoFiles() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "skipped: there is no /proc here");
        assertEachRefused(Path.of("/proc/out"), "/proc/out: this cannot be written: no such file or folder." + CHECK);
        assertThat(refused(study(Path.of("/proc/out"))))
                .isEqualTo("/proc/out: this cannot be written: no such file or folder." + CHECK);
    }

    @Test
    void readOnlyFolder() throws IOException {
        Path dir = Files.createDirectory(folder.resolve("dir"));
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(Files.isWritable(dir), "skipped: this user may write anywhere");
        assertEachRefused(dir.resolve("out"), "dir/out: this cannot be written: permission denied." + CHECK);
        assertThat(refused(study(dir.resolve("out"))))
                .isEqualTo("dir/out: this cannot be written: permission denied." + CHECK);
        assertThat(refused(study(dir))).isEqualTo("dir: this cannot be written: permission denied." + CHECK);
    }

    @Test
    void jsonThatCannotBeWritten() throws IOException {
        Path dir = Files.createDirectory(folder.resolve("dir"));
        for (Object[] command : List.of(new Object[] {"inspect", model},
                new Object[] {"evaluate", model, "--data", data})) {
            assertThat(refused(Arguments.join(command, "--json", dir)))
                    .isEqualTo("dir: this is a directory, not a file. Name a file to write.");
            assertThat(refused(Arguments.join(command, "--json", folder.resolve("none").resolve("j"))))
                    .isEqualTo("none/j: the folder none does not exist. Create it, or name another file.");
        }
    }

    @Test
    void studyWhoseJsonCannotBeWrittenIsWholeAllTheSame() throws IOException {
        Path output = folder.resolve("study");
        Cli.Result result = Cli.run(study(output, "--json", folder.resolve("none").resolve("j")));
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(Cli.inFolder(folder, result.err()))
                .isEqualTo("halfstep: none/j: the folder none does not exist. Create it, or name another file.\n");
        assertHoldsStudyOnly(output);
    }

    @Test
    void jsonAloneOnStandardOutput() throws IOException {
        List<Object[]> commands = new ArrayList<>(writing(folder.resolve("out")));
        commands.add(study(folder.resolve("study")));
        commands.add(new Object[] {"inspect", model});
        commands.add(new Object[] {"evaluate", model, "--data", data});
        for (Object[] command : commands) {
            JsonNode printed = Cli.json(command);
            Path file = folder.resolve("result.json");
            assertThat(Cli.done(Arguments.join(command, "--json", file)).out()).doesNotContain("\n}");
            assertThat(withoutTimes(Cli.tree(Files.readString(file)))).as(String.valueOf(command[0]))
                    .isEqualTo(withoutTimes(printed));
        }
    }

    private static String withoutTimes(JsonNode json) {
        return json.toPrettyString().replaceAll("\"quantizeMillis\" : [0-9.E-]+", "");
    }

    @Test
    void studyIntoAFile() {
        assertThat(refused(study(folder.resolve("file"))))
                .isEqualTo("file: this is a file, not a folder. Choose another with -o.");
        assertThat(refused(study(folder.resolve("file").resolve("deep").resolve("study"))))
                .isEqualTo("file/deep/study: 'file' is a file, not a folder. Choose another with -o.");
    }

    @Test
    void studyIntoAFolderOfOtherFiles() throws IOException {
        Path dir = Files.createDirectory(folder.resolve("dir"));
        Files.writeString(dir.resolve("notes.txt"), "mine");
        assertThat(refused(study(dir))).isEqualTo("dir: the folder exists and holds other files, such as 'notes.txt'."
                + " Choose another folder with -o, or empty this one.");
    }

    @Test
    void studyIntoALinkThatLeadsNowhere() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nothing"));
        assertThat(refused(study(link)))
                .isEqualTo("link: this is a link that leads nowhere. Choose another folder with -o.");
    }

    @Test
    void studyMakesFoldersAndLeavesNothingElse() throws IOException {
        Path deep = folder.resolve("new").resolve("deep");
        Path output = deep.resolve("study");
        assertThat(refused(study(output, "--drop", "colour")))
                .startsWith(given + "/table.csv: there is no column 'colour'");
        Cli.done(study(output));
        assertHoldsStudyOnly(output);
        assertThat(names(deep)).containsExactly("study");
        assertThat(names(folder)).containsExactly("file", "new");
    }

    @Test
    void studyIntoAnEmptyFolder() throws IOException {
        Path output = Files.createDirectory(folder.resolve("study"));
        Cli.done(study(output));
        assertHoldsStudyOnly(output);
        assertThat(names(folder)).containsExactly("file", "study");
    }

    @Test
    void studyInPlaceOfAnEarlierOne() throws IOException {
        Path output = folder.resolve("study");
        Cli.done(study(output));
        Snapshot earlier = Snapshot.of(output);
        assertThat(refused(study(output, "--learning-rate", "1e30"))).startsWith("training diverged at epoch 1");
        Cli.done(study(output, "--seed", 1));
        assertHoldsStudyOnly(output);
        Snapshot later = Snapshot.of(output);
        for (String file : FILES) {
            assertThat(later.contents().get(file)).as(file).isNotEqualTo(earlier.contents().get(file));
        }
        assertThat(names(folder)).containsExactly("file", "study");
    }

    @Test
    void studyThroughALink() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        Cli.done(study(link));
        Cli.done(study(link, "--seed", 1));
        assertThat(link).isSymbolicLink();
        assertHoldsStudyOnly(real);
        assertThat(names(folder)).containsExactly("file", "link", "real");
    }

    @Test
    void fileThroughALink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("file"));
        Cli.done("quantize", model, "--precision", "float32", "-o", link);
        assertThat(link).isSymbolicLink();
        assertThat(folder.resolve("file")).hasSameBinaryContentAs(model);
        assertThat(names(folder)).containsExactly("file", "link");
    }

    private static void assertHoldsStudyOnly(Path output) throws IOException {
        assertThat(names(output)).isEqualTo(FILES);
        assertThat(Cli.tree(Files.readString(output.resolve("study.json"))).get("models")).hasSize(7);
    }

    private static List<String> names(Path dir) throws IOException {
        try (Stream<Path> entries = Files.list(dir)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
