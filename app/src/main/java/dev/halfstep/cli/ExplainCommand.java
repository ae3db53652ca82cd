package dev.halfstep.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.assess.AdviceRows;
import dev.halfstep.assess.ExplainedModels;
import dev.halfstep.cli.file.Inputs;
import dev.halfstep.cli.file.OutputFile;
import dev.halfstep.cli.flag.DataFlags;
import dev.halfstep.cli.flag.JsonFlag;
import dev.halfstep.cli.flag.LabelledFlags;
import dev.halfstep.cli.flag.SignatureFlag;
import dev.halfstep.cli.value.Labels;
import dev.halfstep.evaluate.Evaluator;
import dev.halfstep.explain.Explanation;
import dev.halfstep.explain.budget.Budget;
import dev.halfstep.explain.budget.ErrorBudget;
import dev.halfstep.explain.budget.ErrorBudget.Grouping;
import dev.halfstep.explain.codes.CodeUseCheck;
import dev.halfstep.explain.misuse.Misuse;
import dev.halfstep.explain.misuse.MisuseSearch;
import dev.halfstep.explain.subject.Advice;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.graph.Graph;
import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.FiniteRows;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.problem.Problem;
import dev.halfstep.report.Headline;
import dev.halfstep.report.Names;
import dev.halfstep.report.ReportData;
import dev.halfstep.report.json.ExplanationJson;
import dev.halfstep.report.page.HtmlReport;
import dev.halfstep.report.text.ExplanationText;
import dev.halfstep.rows.DataSource;
import dev.halfstep.rows.LabelArray;
import dev.halfstep.search.Adviser;
import dev.halfstep.study.Flags;
import dev.halfstep.study.QuantizeLine;
import dev.halfstep.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "explain", mixinStandardHelpOptions = true,
        description = "Where a quantized model's error comes from, what mistakes in using it would score, how its codes fit the data, and what helps.")
final class ExplainCommand implements Callable<Integer> {

    @Parameters(paramLabel = "[FLOAT] QUANTIZED", arity = "1..2", hideParamSyntax = true,
            description = "The float model, if it is at hand, and the quantized model that was made from it.")
    private List<Path> files = new ArrayList<>();

    @Mixin
    private LabelledFlags given = new LabelledFlags();

    @Mixin
    private DataFlags flags = new DataFlags();

    @Option(names = "--seen", paramLabel = "SCORE",
            description = "A score that you saw (MAE, RMSE, MSE or R2), with all its digits, such as 59.8: what it means is looked for among common mistakes. Needs labels.")
    private @Nullable String seen;

    @Option(names = "--group-by", paramLabel = "source|layer", defaultValue = "source",
            converter = Labels.GroupingLabel.class,
            description = "Whether each source of error has a share of its own, or each layer (default ${DEFAULT-VALUE}).")
    private Grouping grouping = Grouping.SOURCES;

    @Option(names = "--advice", paramLabel = "none|quick|thorough", converter = Labels.AdviceLabel.class,
            description = "What is tried to bring the model closer to the float model: nothing, what takes milliseconds, or also what takes seconds (default: quick).")
    private Adviser.@Nullable Effort effort;

    @Option(names = "--calibrate", paramLabel = "DATA",
            description = "Representative rows to quantize on in trials (default: the training rows of the model's own table; of any other given.data(), what is not measured on).")
    private @Nullable Path calibration;

    @Option(names = "--report", paramLabel = "FILE", description = "Write a report to look at, as one HTML file.")
    private @Nullable OutputFile report;

    @Mixin
    private SignatureFlag signature = new SignatureFlag();

    @Mixin
    private JsonFlag json = new JsonFlag();

    @Override
    public Integer call() {
        ExplainedModels models = ExplainedModels.read(files, signature.name()).predicting(given.target());
        DataSource source = new DataSource(models.quantized(), Inputs.file(given.data()), flags.choice());
        source.requireChoiceApplies();
        requireAdvised(models);
        if (hasSeveral(models.quantized().graph())) {
            return several(models, source);
        }
        DataSource.Batch batch = batch(source);
        requireFinite(models.quantized(), batch);
        Units units = models.units();
        try {
            Subject subject = Subject.of(models.quantized().graph(), models.floats().map(ModelFile::graph),
                    batch.inputs(), numbers(batch), labels(models, batch, units), units);
            report(models, subject, explained(models, source, subject));
        } catch (Problem problem) {
            throw problem.places().isEmpty() ? problem.at(models.names()) : problem;
        }
        return Main.done();
    }

    private static boolean hasSeveral(Graph graph) {
        return graph.inputs().size() > 1 || graph.outputs().size() > 1;
    }

    /** Each output with a scale, and shares, of its own. */
    private int several(ExplainedModels models, DataSource source) {
        if (given.labels().isPresent() || !given.target().isEmpty() || seen != null) {
            throw Problem.option("labels, and scores that were seen, go with a model of one input and one output")
                    .at(models.quantized().file().toString())
                    .remedy("Leave out --labels, --target and --seen: the deviation from the float model needs none.");
        }
        List<Subject> outputs;
        List<Explanation> explanations;
        try {
            outputs = Subject.ofOutputs(models.quantized().graph(), models.floats().map(ModelFile::graph),
                    source.samples().first(Integer.MAX_VALUE));
            explanations = explained(models, source, outputs);
        } catch (Problem problem) {
            throw problem.places().isEmpty() ? problem.at(models.names()) : problem;
        }
        var pages = new ArrayList<ReportData>();
        for (int o = 0; o < outputs.size(); o++) {
            String output = "Output '" + Names.shown(outputs.get(o).outputName()) + "'";
            pages.add(new ReportData(String.valueOf(models.quantized().file().getFileName()),
                    String.valueOf(given.data().getFileName()),
                    Headline.of(output, outputs.get(o), explanations.get(o)), List.of(), outputs.get(o),
                    explanations.get(o)));
        }
        write(() -> HtmlReport.ofOutputs(pages), () -> ExplanationJson.ofOutputs(pages),
                () -> ExplanationText.ofOutputs(pages));
        return Main.done();
    }

    private List<Explanation> explained(ExplainedModels models, DataSource source, List<Subject> outputs) {
        Adviser.Result advice = advice(models, source, outputs.getFirst());
        List<Budget> budgets = budgets(outputs);
        var explanations = new ArrayList<Explanation>();
        for (int o = 0; o < outputs.size(); o++) {
            explanations.add(new Explanation(budgets.get(o), Optional.empty(),
                    o == 0 ? CodeUseCheck.check(outputs.get(o)) : CodeUseCheck.checkOutput(outputs.get(o)),
                    o == 0 ? advice.advice() : List.of(), o == 0 ? advice.trials() : Advice.Trials.NONE));
        }
        return explanations;
    }

    private List<Budget> budgets(List<Subject> outputs) {
        try (Progress progress = Progress.explaining()) {
            return ErrorBudget.ofOutputs(outputs, grouping, progress::done);
        }
    }

    private Adviser.Effort effort() {
        return effort == null ? Adviser.Effort.QUICK : effort;
    }

    /** Advice, and rows to look for it with, that was asked for and cannot be given. */
    private void requireAdvised(ExplainedModels models) {
        boolean wantsAdvice = effort != null && effort != Adviser.Effort.NONE;
        if (models.floats().isEmpty() && (wantsAdvice || calibration != null)) {
            throw Problem.option((wantsAdvice ? "--advice" : "--calibrate")
                    + " has no effect here: without the float model nothing can be tried")
                    .remedy("Name the float model before the quantized one, or leave the option out.");
        }
        if (calibration != null && effort == Adviser.Effort.NONE) {
            throw Problem.option("--calibrate has no effect here: with --advice none nothing is tried")
                    .remedy("Leave one of them out.");
        }
    }

    private DataSource.Batch batch(DataSource source) {
        if (given.labels().isPresent() && !source.isArrays()) {
            throw Problem.option("labels in an array go with rows in an array").at(given.labels().get().toString())
                    .remedy("Leave out --labels, or give the rows as X.npy.");
        }
        DataSource.Batch batch = source.labelledIfPossible(Rows.TEST, given.target());
        if (seen != null && given.labels().isEmpty() && batch.labels().isEmpty()) {
            throw Problem.option("what a score means cannot be told without labels").at(given.data().toString())
                    .remedy(source.isArrays() ? "Name them with --labels Y.npy, or leave out --seen."
                            : "Give a table with them, and for a model without a pipeline their column with --target, or leave out --seen.");
        }
        return batch;
    }

    /** What is explained is the deviation from arithmetic in real values, also where codes clip what is beyond it. */
    private void requireFinite(ModelFile model, DataSource.Batch batch) {
        if (batch.table().isPresent() && model.pipeline().isPresent()) {
            FiniteRows.require(batch.inputs(), batch.table().get(), batch.rows(),
                    model.requirePipeline().featureNames());
        } else {
            LabelArray.finite(batch.inputs(), given.data());
        }
    }

    /** Rows of a table are numbered as they stand in it. */
    private static int[] numbers(DataSource.Batch batch) {
        return batch.table().isPresent() ? IntStream.of(batch.rows()).map(row -> row + 1).toArray()
                : Subject.numbered(batch.inputs().shape().extent(0));
    }

    private Optional<Subject.Labels> labels(ExplainedModels models, DataSource.Batch batch, Units units) {
        if (given.labels().isPresent()) {
            Tensor array = LabelArray.read(Inputs.file(given.labels().get()), batch.inputs().shape().extent(0));
            return Optional.of(new Subject.Labels(array, units.decoder().inUnits(array, units.targets().size())));
        }
        return batch.labels().map(column -> new Subject.Labels(column, models.quantized().pipeline()
                .map(pipeline -> pipeline.labelsInUnits(batch.table().orElseThrow(), batch.rows()))
                .orElseGet(() -> units.decoder().inUnits(column, units.targets().size()))));
    }

    private Explanation explained(ExplainedModels models, DataSource source, Subject subject) {
        Optional<Misuse> misuse = MisuseSearch.search(subject, Optional.ofNullable(seen), Flags.ALL);
        Adviser.Result advice = advice(models, source, subject);
        return new Explanation(budgets(List.of(subject)).getFirst(), misuse, CodeUseCheck.check(subject),
                advice.advice(), advice.trials());
    }

    private Adviser.Result advice(ExplainedModels models, DataSource source, Subject subject) {
        if (effort() == Adviser.Effort.NONE || models.floats().isEmpty()) {
            return Adviser.Result.NONE;
        }
        Path floats = models.floats().get().file();
        var rows = new AdviceRows(given.data(), flags.choice(), Optional.ofNullable(calibration).map(Inputs::file));
        try (Progress progress = Progress.trying()) {
            return rows.advise(models, source, subject, effort(),
                    fitting -> new QuantizeLine(floats, signature.name(), Inputs.given(fitting)),
                    progress::done);
        }
    }

    private void report(ExplainedModels models, Subject subject, Explanation explanation) {
        String name = String.valueOf(models.quantized().file().getFileName());
        var page = new ReportData(name, String.valueOf(given.data().getFileName()),
                Headline.of(name, subject, explanation),
                rows(models, subject), subject, explanation);
        write(() -> HtmlReport.of(page), () -> ExplanationJson.of(page), () -> ExplanationText.of(page));
    }

    private void write(Supplier<byte[]> html, Supplier<ObjectNode> result, Supplier<String> text) {
        if (report != null) {
            report.write(html.get());
        }
        json.write(result);
        json.print(text.get());
        if (report != null && !report.isStandardOutput()) {
            System.err.printf("Wrote %s%n", report);
        }
    }

    /** The errors of the models against the labels, where there are labels. */
    private static List<ReportData.ModelRow> rows(ExplainedModels models, Subject subject) {
        if (subject.labels().isEmpty()) {
            return List.of();
        }
        Subject.Labels labels = subject.labels().get();
        Evaluator bare = Evaluator.on(subject.inputs(), labels.standardised(), labels.inUnits(),
                subject.units().decoder());
        Evaluator evaluator = models.floats().map(model -> bare.against(model.graph())).orElse(bare);
        var rows = new ArrayList<ReportData.ModelRow>();
        models.floats().ifPresent(model -> rows.add(row(model, evaluator)));
        rows.add(row(models.quantized(), evaluator));
        return rows;
    }

    private static ReportData.ModelRow row(ModelFile model, Evaluator evaluator) {
        return new ReportData.ModelRow(String.valueOf(model.file().getFileName()), model.bytes(),
                evaluator.evaluate(model.graph()));
    }
}
