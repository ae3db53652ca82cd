package dev.halfstep.cli;

import dev.halfstep.cli.file.FillsFolder;
import dev.halfstep.cli.file.Inputs;
import dev.halfstep.cli.file.OutputDirectory;
import dev.halfstep.cli.flag.JsonFlag;
import dev.halfstep.cli.flag.RecipeFlags;
import dev.halfstep.cli.flag.TableFlags;
import dev.halfstep.cli.flag.TrainingFlags;
import dev.halfstep.cli.value.DurationText;
import dev.halfstep.cli.value.Labels;
import dev.halfstep.pipeline.TargetMapping;
import dev.halfstep.problem.Problem;
import dev.halfstep.report.json.MappingJson;
import dev.halfstep.report.json.StudyJson;
import dev.halfstep.report.text.MappingReport;
import dev.halfstep.report.text.StudyText;
import dev.halfstep.studies.Studies;
import dev.halfstep.study.MappingComparison;
import dev.halfstep.study.StudyOptions;
import dev.halfstep.study.StudyResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "study", mixinStandardHelpOptions = true,
        description = "The main job: read a table, train a network, write it at every precision, run each file, compare, explain.")
final class StudyCommand implements Callable<Integer>, FillsFolder {

    @Parameters(paramLabel = "DATA", description = "A CSV or Parquet file.")
    private Path data = Path.of("");

    @Mixin
    private TableFlags table = new TableFlags();

    @Mixin
    private TrainingFlags training = new TrainingFlags();

    @Mixin
    private RecipeFlags recipe = new RecipeFlags();

    @Option(names = "--target-mapping", paramLabel = "linear|log|yeo-johnson|quantile|all", defaultValue = "linear",
            converter = Labels.MappingsLabel.class,
            description = "How the target is bent before it is learned; all compares the mappings, as float32 and full-uint8 (default ${DEFAULT-VALUE}).")
    private Labels.Mappings mappings = new Labels.Mappings(List.of());

    @Option(names = "--certify", paramLabel = "TIME", converter = DurationText.class,
            description = "Prove how far the full-uint8 model can be from the float model for any row within what the training rows span, with its own ranges and with four wider ones, so that the worst case can be weighed against the mean: so long for each, such as 20s.")
    private @Nullable Duration proof;

    @Option(names = {"-o", "--output"}, paramLabel = "DIR",
            description = "Folder for models, report.html and study.json (default: NAME-study, where the data's file is NAME.csv; NAME-mappings where mappings are compared).")
    private @Nullable OutputDirectory output;

    @Mixin
    private JsonFlag json = new JsonFlag();

    @Override
    public Integer call() {
        return comparesMappings() ? compareMappings() : study(mappings.kinds().getFirst());
    }

    private boolean comparesMappings() {
        return mappings.kinds().size() > 1;
    }

    @Override
    public List<Path> filled() {
        List<String> names = comparesMappings() ? Studies.filesOfMappings() : Studies.files();
        return names.stream().map(folder()::resolve).toList();
    }

    private Path folder() {
        return output == null ? besideName(comparesMappings() ? "-mappings" : "-study") : output.path();
    }

    private int study(TargetMapping.Kind mapping) {
        StudyOptions options = options(mapping);
        StudyResult result;
        try (Progress progress = Progress.training(options.training().epochs())) {
            result = Studies.run(options, progress);
        }
        json.writeBytes(() -> StudyJson.of(result));
        json.print(StudyText.of(result));
        return Main.done();
    }

    private int compareMappings() {
        if (proof != null) {
            throw Problem.option("--certify has no effect where mappings are compared")
                    .remedy("Leave it out, or name one mapping.");
        }
        StudyOptions options = options(TargetMapping.Kind.LINEAR);
        MappingComparison result;
        try (Progress progress =
                Progress.training((long) options.training().epochs() * TargetMapping.Kind.values().length)) {
            result = Studies.compareMappings(options, progress);
        }
        json.writeBytes(() -> MappingJson.of(result));
        json.print(MappingReport.of(result));
        return Main.done();
    }

    private StudyOptions options(TargetMapping.Kind mapping) {
        recipe.requireNoDomain();
        StudyOptions options = StudyOptions.of(data, folder(),
                table.options().withTargetMapping(mapping)).withFile(Inputs.file(data)).withTraining(training.options())
                .withRecipe(recipe.recipe(true));
        return proof == null ? options : options.withProof(proof);
    }

    private Path besideName(String suffix) {
        String name = String.valueOf(Inputs.file(data).getFileName());
        int dot = name.indexOf('.');
        return Path.of((dot > 0 ? name.substring(0, dot) : name) + suffix);
    }
}
