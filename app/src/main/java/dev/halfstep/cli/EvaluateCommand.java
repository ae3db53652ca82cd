package dev.halfstep.cli;

import dev.halfstep.assess.Evaluations;
import dev.halfstep.calibrate.Samples;
import dev.halfstep.cli.file.Inputs;
import dev.halfstep.cli.flag.DataFlags;
import dev.halfstep.cli.flag.JsonFlag;
import dev.halfstep.cli.flag.LabelledFlags;
import dev.halfstep.cli.flag.SignatureFlag;
import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.evaluate.Labelled;
import dev.halfstep.graph.Interface;
import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import dev.halfstep.rows.DataSource;
import dev.halfstep.rows.LabelArray;
import dev.halfstep.rows.RowBlocks;
import dev.halfstep.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "evaluate", mixinStandardHelpOptions = true,
        description = "Errors of each model on the same rows, in the target's units. The first float model, if there is one, is what the others are compared with; without labels that comparison is all.")
final class EvaluateCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", arity = "1..*", description = "Models that take the same features.")
    private List<Path> files = new ArrayList<>();

    @Mixin
    private LabelledFlags given = new LabelledFlags();

    @Mixin
    private DataFlags flags = new DataFlags();

    @Mixin
    private SignatureFlag signature = new SignatureFlag();

    @Mixin
    private JsonFlag json = new JsonFlag();

    @Override
    public Integer call() {
        List<ModelFile> models =
                files.stream().map(signature::read).map(model -> model.predicting(given.target())).toList();
        requireSamePipeline(models);
        ModelFile first = models.getFirst();
        var source = new DataSource(first, Inputs.file(given.data()), flags.choice());
        source.requireChoiceApplies();
        Optional<ModelFile> reference = models.stream().filter(EvaluateCommand::isFloat).findFirst();
        boolean hasLabels = given.labels().isPresent() || !given.target().isEmpty();
        if (!hasLabels && (source.isArrays() || first.pipeline().isEmpty()) && models.size() > 1
                && reference.isPresent()) {
            return new UnlabelledEvaluation(given.data(), reference.get(), models, source.isArrays())
                    .report(samples(source), json);
        }
        RowBlocks rows = given.labels().map(labels -> labelled(first, labels))
                .orElseGet(() -> source.labelledBlocks(models, given.target()));
        List<Evaluation> evaluations;
        try (Progress progress = Progress.evaluating()) {
            evaluations = new Evaluations(models, reference, given.data()).on(rows, progress::done);
        }
        report(models, evaluations, reference);
        return Main.done();
    }

    /** Rows without labels; a table whose rows do not fit may have a column of labels. */
    private static Samples samples(DataSource source) {
        try {
            return source.samples();
        } catch (Problem problem) {
            boolean table = !source.isArrays() && problem.what().startsWith("rows of ");
            throw table ? problem.remedy(Phrase.of("if a column holds the labels, name it with ").with(Setting.TARGET),
                    Phrase.of("give one value for each of the model's input features, in its order")) : problem;
        }
    }

    /** Arrays, or a table with other labels than its own. */
    private RowBlocks labelled(ModelFile first, Path labels) {
        Tensor inputs = new DataSource(first, Inputs.file(given.data()), flags.choice()).inputs(Rows.TEST).inputs();
        Tensor y = LabelArray.read(Inputs.file(labels), inputs.shape().extent(0));
        return RowBlocks
                .of(new Labelled(inputs, y, first.decoder().inUnits(y, y.values().length / y.shape().extent(0))));
    }

    /** One set of rows is encoded for all: it must mean the same to each. */
    private static void requireSamePipeline(List<ModelFile> models) {
        Optional<Pipeline> first = models.getFirst().pipeline();
        for (ModelFile model : models) {
            boolean same = (model.pipeline().isPresent() && first.isPresent())
                    ? model.pipeline().get().encodesAs(first.get())
                    : model.pipeline().equals(first);
            if (!same) {
                throw model.madeUnlike(models.getFirst()).remedy("Evaluate them one at a time.");
            }
        }
    }

    private static boolean isFloat(ModelFile model) {
        return Interface.of(model.graph()).outputs().stream().allMatch(port -> port.domain().isEmpty());
    }

    private void report(List<ModelFile> models, List<Evaluation> evaluations, Optional<ModelFile> reference) {
        List<EvaluationReport.Entry> entries = IntStream.range(0, models.size())
                .mapToObj(m -> new EvaluationReport.Entry(models.get(m).file().toString(), models.get(m).bytes(),
                        evaluations.get(m)))
                .toList();
        Optional<Pipeline> pipeline = models.getFirst().pipeline();
        var report = new EvaluationReport(given.data().toString(), entries,
                reference.map(model -> entries.get(models.indexOf(model))),
                pipeline.map(Pipeline::targetNames).orElse(given.target()), pipeline.isPresent());
        json.write(report::json);
        json.print(report.text());
    }
}
