package dev.halfstep.cli.flag;

import dev.halfstep.cli.value.ColumnList;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.pipeline.Split;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.table.Notation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a table is read, encoded and split: the same flags wherever a pipeline is fitted. */
public final class TableFlags {

    enum FitOn {
        TRAIN,
        ALL
    }

    @Option(names = "--target", required = true, paramLabel = "COL",
            description = "Column to predict; several as Y1,Y2.")
    private List<String> targets = new ArrayList<>();

    @Mixin
    private ReadingFlags reading = new ReadingFlags();

    @Option(names = "--drop", paramLabel = "COL", description = "Column to leave out; repeatable.")
    private List<String> drop = new ArrayList<>();

    @Option(names = "--map", paramLabel = "COL=TEXT:NUMBER,...",
            description = "What the texts of a column stand for, such as sex=female:2,male:1; repeatable.")
    private List<String> map = new ArrayList<>();

    @Option(names = "--one-hot", paramLabel = "COL",
            description = "Column whose values are categories, even if they look like numbers; repeatable.")
    private List<String> oneHot = new ArrayList<>();

    @Option(names = "--numeric", paramLabel = "COL",
            description = "Column in which anything but a number is a problem; repeatable.")
    private List<String> numeric = new ArrayList<>();

    @Option(names = "--date", paramLabel = "COL",
            description = "Column of dates, of which year, month, day, weekday and hour become features; repeatable.")
    private List<String> dates = new ArrayList<>();

    @Option(names = "--split", paramLabel = "SHARE", defaultValue = "0.8",
            description = "Share of the rows for training (default ${DEFAULT-VALUE}).")
    private double split;

    @Option(names = "--split-seed", paramLabel = "N", defaultValue = "0",
            description = "Picks the same rows as pandas' sample(frac, random_state=N) (default ${DEFAULT-VALUE}).")
    private long splitSeed;

    @Option(names = "--fit-on", paramLabel = "train|all", defaultValue = "train",
            description = "Rows that means and deviations are taken over, and a target mapping is fitted on (default ${DEFAULT-VALUE}).")
    private FitOn fitOn = FitOn.TRAIN;

    /**
     * The options that are meant.
     *
     * @throws Problem if a text is none of its form
     */
    public PipelineOptions options() {
        var maps = new LinkedHashMap<String, Map<String, Double>>();
        map.forEach(text -> parseMap(text, maps));
        PipelineOptions options = PipelineOptions.forTargets(array(targets))
                .withNotation(reading.over(Notation.defaults())).withDrop(array(drop)).withOneHot(array(oneHot))
                .withNumeric(array(numeric)).withDates(array(dates)).withSplit(new Split(split, splitSeed))
                .withFitOnAll(fitOn == FitOn.ALL);
        for (Map.Entry<String, Map<String, Double>> entry : maps.entrySet()) {
            options = options.withMap(entry.getKey(), entry.getValue());
        }
        return options;
    }

    private static String[] array(List<String> names) {
        return ColumnList.of(names).toArray(String[]::new);
    }

    private static void parseMap(String text, Map<String, Map<String, Double>> maps) {
        int equals = text.lastIndexOf('=', text.indexOf(':') < 0 ? text.length() : text.indexOf(':'));
        if (equals < 1) {
            throw notAMap(text);
        }
        var values = new LinkedHashMap<String, Double>();
        for (String pair : text.substring(equals + 1).split(",", -1)) {
            int colon = pair.lastIndexOf(':');
            if (colon < 1) {
                throw notAMap(text);
            }
            try {
                values.put(pair.substring(0, colon), Double.valueOf(pair.substring(colon + 1)));
            } catch (NumberFormatException e) {
                throw notAMap(text).because(e);
            }
        }
        if (values.values().stream().anyMatch(value -> !Double.isFinite(value))) {
            throw notAMap(text);
        }
        maps.put(text.substring(0, equals), values);
    }

    private static Problem notAMap(String text) {
        return Problem.option(Quoted.of(text) + " does not say what texts stand for")
                .remedy("Write --map column=text:number,text:number, such as --map sex=female:2,male:1.");
    }
}
