package dev.halfstep;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Holds the packages of all modules to the table of who may import whom. */
class ArchitectureTest {

    private static final String ROOT = "dev.halfstep.";

    /** What every package may import. */
    private static final List<String> FOR_ALL = List.of("problem", "file");

    /** Every package, and those of ours it may import besides itself and those for all. */
    private static final List<Row> CORE = List.of(
            row("problem"),
            row("file"),
            row("json"),
            row("tensor"),
            row("tensor.npy", "tensor"),
            row("kernel"),
            row("kernel.vector", "kernel"),
            row("op", "kernel", "tensor"),
            row("graph", "json", "op", "tensor"),
            row("tflite", "graph", "op", "tensor"),
            row("interpret", "graph", "op", "kernel", "tensor"),
            row("gather"),
            row("calibrate", "gather", "interpret", "graph", "op", "tensor"),
            row("quantize.chain", "kernel", "graph", "op", "tensor"),
            row("quantize", "json", "quantize.chain", "calibrate", "interpret", "graph", "op", "tensor"),
            row("evaluate", "gather", "interpret", "graph", "op", "tensor"),
            row("explain.subject", "evaluate", "interpret", "graph", "op", "tensor"),
            row("explain.budget", "explain.subject", "quantize", "interpret", "kernel", "graph", "op", "tensor"),
            row("explain.codes", "explain.subject", "evaluate", "interpret", "graph", "op", "tensor"),
            row("explain.misuse", "explain.subject", "evaluate", "interpret", "graph", "op", "tensor"),
            row("explain", "explain.subject", "explain.budget", "explain.codes", "explain.misuse"),
            row("search", "explain.subject", "evaluate", "quantize", "interpret", "tflite", "graph", "op", "tensor"),
            row("certify", "quantize", "interpret", "graph", "op", "tensor"));

    private static final List<Row> DATA = List.of(
            row("table"),
            row("table.scan", "table"),
            row("table.csv", "table", "table.scan"),
            row("table.parquet", "table", "table.scan"),
            row("table.read", "table", "table.csv", "table.parquet"),
            row("pipeline", "json", "table", "tensor"),
            row("model", "pipeline", "explain.subject", "evaluate", "tflite", "graph", "tensor", "tensor.npy"),
            row("rows", "model", "pipeline", "table", "table.read", "search", "evaluate", "calibrate", "interpret",
                    "graph", "tensor", "tensor.npy"),
            row("predict", "rows", "model", "pipeline", "interpret", "graph", "op", "tensor"),
            row("assess", "rows", "model", "pipeline", "search", "explain.subject", "evaluate", "quantize", "graph",
                    "tensor"));

    private static final List<Row> TRAIN = List.of(
            row("train", "pipeline", "interpret", "graph", "op", "tensor"));

    private static final List<Row> APP = List.of(
            row("study", "tensor", "graph", "op", "tflite", "interpret", "calibrate", "quantize", "evaluate",
                    "explain", "explain.subject", "explain.budget", "explain.codes", "explain.misuse", "search",
                    "table", "table.read", "pipeline", "model", "train"),
            row("report", "graph", "quantize", "evaluate", "explain", "explain.subject", "explain.budget",
                    "explain.codes", "explain.misuse", "certify", "study"),
            row("report.page", "report", "tensor", "graph", "interpret", "evaluate", "explain", "explain.subject",
                    "explain.budget", "explain.codes", "explain.misuse", "certify", "study"),
            row("report.json", "report", "report.page", "quantize", "evaluate", "explain", "explain.subject",
                    "explain.budget", "explain.codes", "explain.misuse", "certify", "pipeline", "train", "study"),
            row("report.text", "report", "tensor", "op", "graph", "interpret", "quantize", "evaluate", "explain",
                    "explain.subject", "explain.budget", "explain.codes", "explain.misuse", "certify", "pipeline",
                    "train", "study"),
            row("cli", "tensor", "tensor.npy", "graph", "op", "tflite", "interpret", "calibrate", "quantize",
                    "quantize.chain", "evaluate", "search", "explain", "explain.subject", "explain.budget",
                    "explain.codes", "explain.misuse", "certify", "table", "table.read", "pipeline", "model", "rows",
                    "predict", "assess", "train", "study", "report", "report.json", "report.page", "report.text"));

    static final List<Row> ROWS = Stream.of(CORE, DATA, TRAIN, APP).flatMap(List::stream).toList();

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.halfstep");

    @Test
    void everyPackageHasItsRow() {
        Stream<String> packages = CLASSES.stream().map(c -> c.getPackageName()).distinct();
        assertThat(packages).isSubsetOf(ROWS.stream().map(Row::fullName).toList());
    }

    @ParameterizedTest
    @FieldSource("ROWS")
    void importsOnlyWhatItsRowAllows(Row row) {
        noClasses().that().resideInAPackage(row.fullName())
                .should().dependOnClassesThat(
                        resideInAPackage(ROOT + ".").and(resideInAnyPackage(row.allowed()).negate()))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void noCycles() {
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void coreKnowsNoLibraryButItsTwo() {
        classes().that().resideInAnyPackage(CORE.stream().map(Row::fullName).toArray(String[]::new))
                .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "jdk.incubator.vector", ROOT + ".",
                        "com.google.flatbuffers", "com.fasterxml.jackson..", "org.jspecify.annotations")
                .check(CLASSES);
    }

    @Test
    void onlyTrainingKnowsDjl() {
        noClasses().that().resideOutsideOfPackage(ROOT + "train")
                .should().dependOnClassesThat().resideInAPackage("ai.djl..").check(CLASSES);
    }

    private static Row row(String name, String... mayImport) {
        return new Row(name, List.of(mayImport));
    }

    record Row(String name, List<String> mayImport) {

        String fullName() {
            return ROOT + name;
        }

        String[] allowed() {
            return Stream.of(List.of(name), FOR_ALL, mayImport).flatMap(List::stream).map(p -> ROOT + p)
                    .toArray(String[]::new);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
