package dev.halfstep.report.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.certificate.Certificate;
import dev.halfstep.certify.Certified;
import dev.halfstep.domain.RawValue;
import dev.halfstep.evaluate.Scores;
import dev.halfstep.explain.Explanation;
import dev.halfstep.explain.budget.Budget;
import dev.halfstep.explain.codes.CodeUse;
import dev.halfstep.explain.misuse.Misuse;
import dev.halfstep.explain.subject.Advice;
import dev.halfstep.report.Figures;
import dev.halfstep.report.Measure;
import dev.halfstep.report.Names;
import dev.halfstep.report.ReportData;
import dev.halfstep.report.SeenText;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the templates ask for: the report's data, and views on it that fit a page of bounded size. */
final class ReportPage {

    /** The longest command or piece of code that is shown whole, in characters. */
    static final int LONGEST_TEXT = 4000;

    /** The longest list of ranges of one column. */
    private static final int MOST_RANGES = 10;
    private static final int MOST_COLUMNS = 20;
    static final int MOST_MODELS = 50;
    static final int MOST_MISTAKES = 40;
    static final int MOST_ADVICE = 40;
    private static final int MOST_OUTPUTS = 20;
    static final int MOST_RANGE_COSTS = 60;

    private final ReportData data;
    private final List<OutputView> outputs;
    private final PageAssets assets;
    private final Measure measure;
    private final BudgetView budget;
    private final List<TargetValues> targets;
    private final String figures;

    ReportPage(List<ReportData> outputs, PageAssets assets) {
        data = outputs.getFirst();
        this.outputs = outputs.size() == 1 ? List.of()
                : outputs.stream().limit(MOST_OUTPUTS).map(OutputView::of).toList();
        this.assets = assets;
        measure = Measure.of(data.subject().units());
        budget = BudgetView.of(data.explanation().budget(), measure);
        targets = ChartData.shownTargets(data.subject());
        figures = compact(ChartData.of(data));
    }

    /** In a script element nothing may look like the start of a tag. */
    private static String compact(ObjectNode json) {
        try {
            return new JsonMapper().writeValueAsString(json).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    PageAssets assets() {
        return assets;
    }

    String model() {
        return Names.shown(data.model());
    }

    String dataName() {
        return Names.shown(data.data());
    }

    List<String> headline() {
        return data.headline().stream().map(text -> Names.text(text, LONGEST_TEXT)).limit(MOST_ADVICE).toList();
    }

    ReportData data() {
        return data;
    }

    int rows() {
        return data.subject().rows();
    }

    /** The outputs beside one another, of a model that has several. */
    List<OutputView> outputs() {
        return outputs;
    }

    /** The targets that are named on top. */
    List<String> targetNames() {
        return data.subject().units().targets().stream().limit(ChartData.MOST_TARGETS).map(Names::shown).toList();
    }

    Measure measure() {
        return measure;
    }

    List<Tile> tiles() {
        return Tile.of(data.subject(), data.explanation().budget(), measure);
    }

    List<ReportData.ModelRow> models() {
        return data.models().stream().limit(MOST_MODELS).toList();
    }

    int modelsLeftOut() {
        return Math.max(0, data.models().size() - MOST_MODELS);
    }

    boolean isExplained(ReportData.ModelRow row) {
        return row.name().equals(data.model());
    }

    /** A score in the unit of the report. */
    Scores scores(ReportData.ModelRow row) {
        return measure.inUnits() ? row.evaluation().inUnits() : row.evaluation().standardised();
    }

    String change(ReportData.ModelRow row) {
        return row.equals(data.models().getFirst()) ? "–"
                : Figures.change(scores(row).mae(), scores(data.models().getFirst()).mae());
    }

    static String steps(ReportData.ModelRow row) {
        Scores scores = row.evaluation().standardised();
        return scores.meanSteps().isEmpty() ? "–"
                : String.format(Locale.ROOT, "%.2f / %.1f", scores.meanSteps().getAsDouble(),
                        scores.maxSteps().orElse(Double.NaN));
    }

    static String clipped(ReportData.ModelRow row) {
        return row.evaluation().inUnits().outputStep().isEmpty() ? "–"
                : Figures.count(row.evaluation().clippedInputs()) + " / "
                        + Figures.count(row.evaluation().clippedOutputs());
    }

    /** The targets that have a column each in the table of errors. */
    List<String> firstTargets() {
        return data.subject().units().targets().stream().limit(MOST_COLUMNS).map(Names::shown).toList();
    }

    List<String> maeByTarget(ReportData.ModelRow row) {
        return row.evaluation().byTarget().stream().limit(MOST_COLUMNS).map(scores -> Figures.of(scores.mae()))
                .toList();
    }

    List<TargetValues> targets() {
        return targets;
    }

    int targetsLeftOut() {
        return data.subject().targets() - targets.size();
    }

    boolean hasLabels() {
        return data.subject().labels().isPresent();
    }

    boolean hasReference() {
        return data.subject().floatValues().isPresent();
    }

    boolean hasSteps() {
        return TargetValues.outputStep(data.subject()).isPresent();
    }

    /** How many points each chart of rows has at the most, where that is fewer than there are rows; 0 otherwise. */
    int thinnedTo() {
        int most = ChartData.MOST_POINTS / Math.max(1, targets.size());
        return rows() > most ? most : 0;
    }

    Explanation explanation() {
        return data.explanation();
    }

    BudgetView budget() {
        return budget;
    }

    /** Whether the deviation is from the float model rather than from the model's own weights. */
    boolean fromFloatModel() {
        return data.explanation().budget().reference() == Budget.Reference.FLOAT_MODEL;
    }

    String worstTarget() {
        return Names.shown(data.subject().units().targets().get(data.explanation().budget().worst().target()));
    }

    List<CodeUse.Layer> layers() {
        return ChartData.shownLayers(data.explanation().use());
    }

    int layersLeftOut() {
        return data.explanation().use().layers().size() - layers().size();
    }

    List<ColumnView> columns() {
        return ColumnView.of(data.explanation().use());
    }

    int columnsLeftOut() {
        CodeUse use = data.explanation().use();
        return use.inputs().size() + use.outputs().size() - columns().size();
    }

    /** The columns that another range would change: targets, and features that could lose a tenth of their error. */
    List<ColumnView> withRanges() {
        return columns().stream().filter(view -> view.role().equals("target") || view.column().couldBeBetter())
                .filter(view -> !view.column().ranges().isEmpty()).limit(MOST_RANGE_COSTS).toList();
    }

    static List<CodeUse.RangeCost> shownRanges(ColumnView view) {
        return view.column().ranges().stream().limit(MOST_RANGES).toList();
    }

    List<Misuse.Mistake> mistakes() {
        return data.explanation().misuse().map(Misuse::mistakes).orElse(List.of()).stream().limit(MOST_MISTAKES)
                .toList();
    }

    boolean explainsSeen(Misuse.Mistake mistake) {
        return data.explanation().misuse().flatMap(Misuse::verdict).flatMap(Misuse.Verdict::mistake)
                .filter(mistake::equals).isPresent();
    }

    /** What a score that was seen means. */
    static String verdict(Misuse misuse) {
        return Names.text(SeenText.of(misuse.correct(), misuse.verdict().orElseThrow()), LONGEST_TEXT);
    }

    static String match(Misuse.Match match) {
        return Names.text(SeenText.line(match), LONGEST_TEXT);
    }

    List<Advice> advice() {
        return data.explanation().advice().stream().limit(MOST_ADVICE).toList();
    }

    static String code(String text) {
        return Names.text(text, LONGEST_TEXT);
    }

    /** The row on which a target was found to be furthest off. */
    String witness(int target) {
        Certificate certificate = data.worstCase().orElseThrow().certificate();
        Certified.Witness witness = certificate.certified().outputs().get(target).witness();
        return Figures.of(witness.quantized()) + " instead of " + Figures.of(witness.reference()) + " at "
                + certificate.domain().raw(witness.input()).stream().map(RawValue::toString)
                        .collect(Collectors.joining(", "));
    }

    /** The data of all charts, as JSON that may stand in a script element. */
    String figures() {
        return figures;
    }
}
