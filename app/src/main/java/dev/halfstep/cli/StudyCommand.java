package dev.halfstep.cli;

import dev.halfstep.report.StudyJson;
import dev.halfstep.report.StudyText;
import dev.halfstep.study.Study;
import dev.halfstep.study.StudyOptions;
import dev.halfstep.study.StudyResult;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "study", mixinStandardHelpOptions = true,
        description = "The main job: read a table, train a network, write it at every precision, run each file, compare.")
final class StudyCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DATA", description = "A CSV or Parquet file.")
    private Path data = Path.of("");

    @Mixin
    private TableFlags table = new TableFlags();

    @Mixin
    private TrainingFlags training = new TrainingFlags();

    @Mixin
    private RecipeFlags recipe = new RecipeFlags();

    @Option(names = {"-o", "--output"}, paramLabel = "DIR",
            description = "Folder for models and study.json (default: NAME-study, where the data's file is NAME.csv).")
    private @Nullable Path output;

    @Mixin
    private JsonFlag json = new JsonFlag();

    @Override
    public Integer call() {
        var options =
                new StudyOptions(data, output == null ? besideName() : output, table.options(), training.options(),
                        recipe.recipe(true));
        StudyResult result;
        try (Progress progress = Progress.training(options.training().epochs())) {
            result = Study.run(options, progress, StudyJson::of);
        }
        json.write(StudyJson.of(result));
        json.print(StudyText.of(result));
        return Main.done();
    }

    private Path besideName() {
        String name = String.valueOf(data.getFileName());
        int dot = name.indexOf('.');
        return Path.of((dot > 0 ? name.substring(0, dot) : name) + "-study");
    }
}
