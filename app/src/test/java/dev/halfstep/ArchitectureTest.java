package dev.halfstep;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
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
            row("gather"),
            row("tensor"),
            row("tensor.npy", "tensor"),
            row("lower.rounding"),
            row("lower", "lower.rounding", "tensor"),
            row("kernel.array", "tensor"),
            row("kernel.conv", "kernel.array", "lower", "lower.rounding", "tensor"),
            row("kernel.dense", "kernel.array", "lower", "lower.rounding"),
            row("kernel.elementwise", "kernel.array", "lower", "lower.rounding"),
            row("kernel.lstm", "kernel.array", "lower", "lower.rounding"),
            row("kernel.move", "kernel.array", "lower"),
            row("kernel.reduce", "kernel.array", "lower"),
            row("kernel.rows", "kernel.array", "lower"),
            row("kernel", "kernel.array", "kernel.conv", "kernel.dense", "kernel.elementwise", "kernel.lstm",
                    "kernel.move", "kernel.reduce", "kernel.rows", "lower", "lower.rounding", "tensor"),
            row("op", "lower", "tensor"),
            row("op.move", "op", "lower", "tensor"),
            row("op.coding", "op", "op.move", "lower", "lower.rounding", "tensor"),
            row("op.conv", "op", "lower", "lower.rounding", "tensor"),
            row("op.dense", "op", "lower", "lower.rounding", "tensor"),
            row("op.elementwise", "op", "lower", "lower.rounding", "tensor"),
            row("op.lstm", "op", "lower", "lower.rounding", "tensor"),
            row("op.reduce", "op", "op.elementwise", "op.move", "lower", "lower.rounding", "tensor"),
            row("graph", "json", "op", "op.coding", "op.dense", "op.elementwise", "lower", "tensor"),
            row("tflite", "interpret", "graph", "op", "op.coding", "op.conv", "op.dense", "op.elementwise", "op.lstm",
                    "op.move",
                    "op.reduce", "tensor"),
            row("interpret", "graph", "op", "kernel", "kernel.array", "lower", "tensor"),
            row("format", "tflite", "graph"),
            row("assemble", "quantize.fold", "interpret", "graph", "op", "op.conv", "op.dense", "op.elementwise",
                    "op.lstm",
                    "op.move", "op.reduce", "tensor"),
            row("calibrate", "gather", "interpret", "graph", "lower", "op", "op.elementwise", "op.move", "op.reduce",
                    "tensor"),
            row("quantize.chain", "quantize.scale", "graph", "lower", "lower.rounding", "tensor"),
            row("quantize.fold", "interpret", "graph", "op", "op.coding", "op.conv", "op.dense", "op.elementwise",
                    "op.move",
                    "op.reduce", "tensor"),
            row("quantize.scale", "calibrate", "tensor"),
            row("quantize", "json", "quantize.chain", "quantize.fold", "quantize.scale", "calibrate", "interpret",
                    "graph", "op",
                    "op.coding", "op.dense",
                    "op.elementwise", "op.reduce", "tensor"),
            row("evaluate", "gather", "interpret", "graph", "tensor"),
            row("explain.subject", "evaluate", "interpret", "graph", "tensor"),
            row("explain.twin", "interpret", "graph", "op", "op.coding", "tensor"),
            row("explain.budget", "explain.subject", "explain.twin", "quantize", "interpret", "graph", "op",
                    "op.coding", "op.dense",
                    "lower",
                    "lower.rounding", "tensor"),
            row("explain.codes", "explain.subject", "evaluate", "interpret", "graph", "op", "op.coding", "op.dense",
                    "lower",
                    "tensor"),
            row("explain.misuse", "explain.subject", "evaluate", "interpret", "graph", "tensor"),
            row("explain", "explain.subject", "explain.budget", "explain.codes", "explain.misuse"),
            row("search", "explain.subject", "evaluate", "quantize", "calibrate", "interpret", "tflite", "graph",
                    "tensor"));

    private static final List<Row> VECTOR = List.of(
            row("kernel.vector", "kernel", "kernel.array", "kernel.conv", "kernel.dense", "lower", "lower.rounding"));

    private static final List<Row> DATA = List.of(
            row("table"),
            row("table.scan", "table"),
            row("table.csv", "table", "table.scan"),
            row("table.parquet", "table", "table.scan"),
            row("table.read", "table", "table.csv", "table.parquet", "table.scan"),
            row("pipeline", "gather", "json", "table", "tensor"),
            row("model", "pipeline", "explain.subject", "evaluate", "quantize", "format", "tflite", "graph", "tensor",
                    "tensor.npy"),
            row("rows", "model", "pipeline", "table", "table.read", "search", "evaluate", "calibrate", "interpret",
                    "graph", "tensor", "tensor.npy"),
            row("certify.domain"),
            row("certify.network", "graph", "lower", "tensor"),
            row("certify.network.chain", "certify.network", "graph", "interpret", "lower", "lower.rounding", "op",
                    "quantize", "tensor"),
            row("certify.network.unit", "certify.network", "graph", "interpret", "lower", "lower.rounding", "op",
                    "quantize", "tensor"),
            row("certify.bound", "certify.domain", "certify.network", "certify.network.chain", "certify.network.unit",
                    "lower"),
            row("certify.grid", "certify.domain", "certify.network", "certify.network.chain", "certify.network.unit",
                    "certify.bound", "lower"),
            row("certify", "certify.domain", "certify.network", "certify.network.chain", "certify.network.unit",
                    "certify.bound", "certify.grid", "lower", "interpret", "graph", "op.dense", "quantize", "tensor"),
            row("domain", "model", "pipeline", "table", "certify.domain", "json", "graph", "tensor"),
            row("certificate", "domain", "model", "pipeline", "certify", "certify.domain", "json", "explain.subject",
                    "quantize", "quantize.chain", "calibrate", "tflite",
                    "interpret", "graph", "tensor"),
            row("predict", "rows", "model", "pipeline", "table", "format", "interpret", "graph", "tensor"),
            row("assess", "rows", "model", "pipeline", "search", "explain.subject", "evaluate", "quantize", "calibrate",
                    "interpret", "graph", "tensor"));

    private static final List<Row> C = List.of(
            row("c.text", "tensor"),
            row("c.rescale", "lower.rounding"),
            row("c.size"),
            row("c.net", "c.text", "c.rescale", "interpret", "graph", "lower", "lower.rounding", "tensor", "op"),
            row("c.row", "c.net", "c.text", "graph", "pipeline", "table", "tensor"),
            row("c", "c.net", "c.row", "c.size", "c.text", "graph", "interpret", "lower", "model", "pipeline",
                    "predict",
                    "tensor"));

    private static final List<Row> ONNX = List.of(
            row("onnx.read", "tensor"),
            row("onnx.network", "onnx.read", "assemble", "op", "op.move", "tensor"),
            row("onnx.op", "onnx.network", "onnx.read", "assemble", "graph", "op", "op.coding", "op.conv", "op.dense",
                    "op.elementwise", "op.move", "op.reduce", "tensor"),
            row("onnx.integer", "graph", "op", "op.coding", "op.move", "tensor"),
            row("onnx.write.graph", "tensor"),
            row("onnx.write.row", "onnx.write.graph", "pipeline", "tensor"),
            row("onnx.write", "onnx.write.graph", "onnx.write.row", "graph", "interpret", "lower", "lower.rounding",
                    "op",
                    "op.coding", "op.conv", "op.dense", "op.elementwise", "op.lstm", "op.move", "op.reduce", "pipeline",
                    "tensor"),
            row("onnx.column", "onnx.read", "pipeline", "tensor"),
            row("onnx", "onnx.column", "onnx.integer", "onnx.network", "onnx.op", "onnx.read", "onnx.write", "assemble",
                    "format", "graph", "interpret", "pipeline", "table", "tensor"));

    private static final List<Row> TRAIN = List.of(
            row("train.natives"),
            row("train", "train.natives", "pipeline", "interpret", "graph", "op", "op.dense", "lower", "tensor"));

    private static final List<Row> SPARK = List.of(
            row("spark", "predict", "model", "pipeline", "table", "table.read", "evaluate", "quantize", "calibrate",
                    "interpret", "tflite", "graph", "tensor"));

    private static final List<Row> KERAS = List.of(
            row("keras.hdf5", "tensor"),
            row("keras.file", "keras.hdf5"),
            row("keras.config"),
            row("keras.layer", "keras.config", "keras.file", "keras.hdf5", "assemble", "graph", "op", "op.coding",
                    "op.conv", "op.dense", "op.elementwise", "op.move", "op.reduce", "tensor"),
            row("keras", "keras.file", "keras.layer", "format", "graph"));

    /** The facade stands beside the command line, above training. */
    private static final List<Row> FACADE = List.of(
            row("", "tensor", "graph", "interpret", "format", "tflite", "calibrate", "quantize", "evaluate", "search",
                    "explain",
                    "explain.subject", "explain.budget", "explain.codes", "explain.misuse", "table", "table.read",
                    "pipeline", "model", "predict", "train", "domain", "certificate", "certify", "certify.domain"));

    private static final List<Row> APP = List.of(
            row("folder"),
            row("study", "folder", "tensor", "graph", "op", "tflite", "interpret", "calibrate", "quantize", "evaluate",
                    "explain", "explain.subject", "explain.budget", "explain.codes", "explain.misuse", "search",
                    "table", "table.read", "pipeline", "model", "train", "domain", "certify", "certificate"),
            row("report", "graph", "calibrate", "quantize", "evaluate", "explain", "explain.subject", "explain.budget",
                    "explain.codes", "explain.misuse", "pipeline", "study"),
            row("report.page", "report", "certify", "certificate", "domain", "tensor", "graph", "interpret", "evaluate",
                    "explain", "explain.subject",
                    "explain.budget", "explain.codes", "explain.misuse", "study"),
            row("report.json", "report", "report.page", "certify", "certificate", "quantize", "evaluate", "explain",
                    "explain.subject",
                    "explain.budget", "explain.codes", "explain.misuse", "pipeline", "train", "study"),
            row("report.text", "report", "certify", "certify.domain", "certificate", "domain", "tensor", "op", "graph",
                    "interpret",
                    "quantize", "evaluate", "explain",
                    "explain.subject", "explain.budget", "explain.codes", "explain.misuse", "search", "pipeline",
                    "train", "study"),
            row("studies", "train", "study", "report", "report.json", "report.page"),
            row("cli.file", "folder", "json"),
            row("cli.domain", "cli.file", "calibrate", "certificate", "certify", "certify.domain", "domain", "graph",
                    "model", "pipeline", "quantize", "quantize.chain", "report", "report.text", "rows", "table",
                    "tensor",
                    "tflite"),
            row("cli.value", "c", "c.size", "onnx", "calibrate", "explain.budget", "pipeline", "quantize",
                    "quantize.chain",
                    "search", "study",
                    "table", "tensor"),
            row("cli.flag", "c", "c.size", "onnx", "cli.file", "cli.value", "calibrate", "certify", "graph", "model",
                    "pipeline", "quantize",
                    "quantize.chain", "report", "rows", "search", "study", "table", "tensor", "train"),
            row("cli", "c", "c.size", "onnx", "format", "cli.file", "cli.domain", "cli.flag", "cli.value", "certify",
                    "certify.domain",
                    "certificate",
                    "domain",
                    "studies", "tensor", "tensor.npy", "graph", "op",
                    "op.dense", "tflite",
                    "interpret",
                    "calibrate",
                    "quantize", "evaluate", "search", "explain", "explain.subject", "explain.budget",
                    "explain.codes", "explain.misuse", "table", "table.read", "pipeline", "model", "rows",
                    "predict", "assess", "train", "study", "report", "report.json", "report.page", "report.text"));

    static final List<Row> ROWS =
            Stream.of(CORE, VECTOR, DATA, C, KERAS, ONNX, SPARK, TRAIN, FACADE, APP).flatMap(List::stream).toList();

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
                .should().onlyDependOnClassesThat().resideInAnyPackage("java..", ROOT + ".",
                        "com.google.flatbuffers", "com.fasterxml.jackson..", "org.jspecify.annotations")
                .check(CLASSES);
    }

    /** Lowered records are data: whoever reads them need not take a closure for granted. */
    @Test
    void loweredRecordsHoldNoFunctions() {
        fields().that().areDeclaredInClassesThat().resideInAPackage(ROOT + "lower").and().areNotStatic()
                .and().areDeclaredInClassesThat().areRecords()
                .should().notHaveRawType(resideInAPackage("java.util.function.."))
                .check(CLASSES);
    }

    @Test
    void onlyTrainingKnowsDjl() {
        noClasses().that().resideOutsideOfPackage(ROOT + "train")
                .should().dependOnClassesThat().resideInAPackage("ai.djl..").check(CLASSES);
    }

    @Test
    void onlyTheirModulesKnowOtherFormats() {
        noClasses().that().resideOutsideOfPackage(ROOT + "onnx..")
                .should().dependOnClassesThat().resideInAnyPackage("ai.onnx..", "com.google.protobuf..").check(CLASSES);
        noClasses().that().resideOutsideOfPackage(ROOT + "keras..")
                .should().dependOnClassesThat().resideInAPackage("io.jhdf..").check(CLASSES);
    }

    @Test
    void onlyItsModuleKnowsSpark() {
        noClasses().that().resideOutsideOfPackage(ROOT + "spark..")
                .should().dependOnClassesThat().resideInAnyPackage("org.apache..", "scala..").check(CLASSES);
    }

    private static Row row(String name, String... mayImport) {
        return new Row(name, List.of(mayImport));
    }

    record Row(String name, List<String> mayImport) {

        /** The root package is that of the facade. */
        String fullName() {
            return packageOf(name);
        }

        private static String packageOf(String name) {
            return name.isEmpty() ? ROOT.substring(0, ROOT.length() - 1) : ROOT + name;
        }

        String[] allowed() {
            return Stream.of(List.of(name), FOR_ALL, mayImport).flatMap(List::stream).map(Row::packageOf)
                    .toArray(String[]::new);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
