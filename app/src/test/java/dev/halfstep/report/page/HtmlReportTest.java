package dev.halfstep.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.halfstep.explain.Explanation;
import dev.halfstep.explain.budget.Budget;
import dev.halfstep.explain.codes.CodeUse;
import dev.halfstep.explain.misuse.Misuse;
import dev.halfstep.explain.subject.Advice;
import dev.halfstep.explain.subject.Figure;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.quantize.Precision;
import dev.halfstep.report.Figures;
import dev.halfstep.report.ReportData;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

    private static final int TWO_MEGABYTES = 2_000_000;

    /** A name that would break out of HTML, a script, an attribute and the direction of the text, and is very long. */
    private static final String HOSTILE = "<b>x</b></script><script>alert(1)</script>\u202e\" onload='x' &amp; \u0000"
            + "y".repeat(5000);

    private static final String FULL = html(ReportFixture.wages(Precision.FULL_UINT8).data("All is well.", "Really."));

    private static String html(ReportData data) {
        return new String(HtmlReport.of(data), StandardCharsets.UTF_8);
    }

    @Test
    void theSameDataGivesTheSameBytes() {
        assertThat(html(ReportFixture.wages(Precision.FULL_UINT8).data("All is well.", "Really."))).isEqualTo(FULL);
    }

    @Test
    void asksForNothingFromOutside() {
        assertThat(markup(FULL)).doesNotContain(" src=", "url(", "@import", "<link", "<img", "<iframe")
                .doesNotContainPattern("href=\"(?!#)");
        assertThat(FULL).contains("content=\"default-src &#39;none&#39;; script-src &#39;sha256-");
    }

    @Test
    void thePolicyAllowsTheScriptsOfThePage() throws Exception {
        List<String> scripts = all(FULL, "(?s)<script>(.*?)</script>");
        assertThat(scripts).hasSize(2);
        for (String script : scripts) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            assertThat(FULL).contains("&#39;sha256-" + Base64.getEncoder().encodeToString(digest) + "&#39;");
        }
    }

    @Test
    void namesAreTextWhateverTheyHold() {
        ReportFixture fixture = ReportFixture.random(3, 2, 40, i -> HOSTILE + i);
        String html = html(fixture.explainedBy(HtmlReportTest::hostile).data(HOSTILE, HOSTILE));
        assertThat(markup(html)).doesNotContain("<b>x", "\u202e", "\u0000");
        assertThat(all(html, "(<script)")).hasSize(3);
        assertThat(all(html, "(</script)")).hasSize(3);
        assertThat(html).contains("&lt;b&gt;x&lt;/b&gt;&lt;/script");
        assertThat(all(html, "(&#34; onload)")).isNotEmpty();
        assertThat(figures(html).at("/targets/0/name").textValue()).startsWith("<b>x</b></script>").hasSize(80);
    }

    /** As {@link MadeUpExplanation}, with hostile text wherever text can stand. */
    private static Explanation hostile(Subject subject) {
        Explanation plain = MadeUpExplanation.of(subject);
        Misuse misuse = plain.misuse().orElseThrow();
        var mistake = new Misuse.Mistake(List.of(Misuse.Kind.OTHER_ORDER), HOSTILE, misuse.correct(), HOSTILE, HOSTILE);
        var advice = new Advice(HOSTILE, HOSTILE, Figure.ZERO, Figure.ZERO, Figure.ZERO, Figure.ZERO, 1);
        return new Explanation(plain.budget(), plain.misuse().map(m -> new Misuse(m.correct(), List.of(mistake),
                m.verdict())), plain.use(), List.of(advice), plain.trials());
    }

    @Test
    void staysSmallHoweverLargeTheData() {
        ReportFixture fixture = ReportFixture.random(600, 9, 8000, i -> HOSTILE + i);
        byte[] html = HtmlReport.of(fixture.explainedBy(HtmlReportTest::huge).data(HOSTILE, HOSTILE, HOSTILE));
        assertThat(html).hasSizeLessThan(TWO_MEGABYTES);
        String text = new String(html, StandardCharsets.UTF_8);
        assertThat(text).contains("3 targets with smaller deviations are left out here.",
                "409 columns with fewer rows outside are left out here.",
                "940 layers before the output are left out here.", "The 261 smallest shares are joined in one bar.",
                "333 of 8,000 rows at the most");
        JsonNode figures = figures(text);
        assertThat(figures.get("targets")).hasSize(6);
        for (JsonNode target : figures.get("targets")) {
            assertThat(target.at("/points/row").size()).isBetween(300, 333);
            assertThat(sum(target.at("/deviation/counts"))).isEqualTo(8000);
            assertThat(sum(target.at("/steps/counts"))).isEqualTo(8000);
        }
    }

    /** A thousand layers, three hundred sources, hundreds of everything else. */
    private static Explanation huge(Subject subject) {
        Explanation plain = hostile(subject);
        Budget budget = plain.budget();
        List<Budget.Share> players = Collections.nCopies(30, budget.players()).stream().flatMap(List::stream).toList();
        CodeUse.Layer layer = plain.use().layers().getFirst();
        var wide = new CodeUse.Layer(HOSTILE, layer.low(), layer.high(), 1, 0, 0, 0,
                new CodeUse.Histogram(0, 8, IntStream.range(0, 5000).mapToObj(i -> 1_000_000_007L * i).toList()));
        return new Explanation(
                new Budget(budget.reference(), budget.rows(), 1, budget.total(), budget.floor(), budget.meanAbsDiff(),
                        budget.floorMeanAbsDiff(), players, budget.worst()),
                plain.misuse().map(m -> new Misuse(m.correct(), Collections.nCopies(300, m.mistakes().getFirst()),
                        m.verdict())),
                new CodeUse(plain.use().rows(), plain.use().inputs(), plain.use().outputs(),
                        Collections.nCopies(1000, wide)),
                Collections.nCopies(300, plain.advice().getFirst()), plain.trials());
    }

    @Test
    void saysWhatIsMissing() {
        ReportFixture fixture = ReportFixture.wages(Precision.INT8);
        assertThat(html(fixture.withoutLabels().data()))
                .contains("errors cannot be measured", "Quantized against float",
                        "it cannot be said what a mistake")
                .doesNotContain("data-x=\"actual\"");
        assertThat(markup(html(fixture.withoutReference().data()))).contains("only the quantized model is shown",
                "it is not known how far each prediction deviates", "what rounding its weights and biases cost")
                .doesNotContain("data-y=\"float\"", "data-chart=\"deviation\"");
        assertThat(
                markup(html(fixture.withoutLabels().withoutReference().explainedBy(MadeUpExplanation::empty).data())))
                .contains("there is nothing to hold the predictions against", "there is no source to share",
                        "there are no ranges to show", "every value can go in and come out",
                        "Nothing that was tried brings")
                .doesNotContain("data-chart");
    }

    @Test
    void aFloatOutputHasNoSteps() {
        String html = html(ReportFixture.wages(Precision.FLOAT16).data());
        assertThat(markup(html)).contains("it has no codes, and deviations have no steps")
                .doesNotContain("data-chart=\"steps\"");
        assertThat(figures(html).at("/targets/0").has("steps")).isFalse();
    }

    @Test
    void everyFigureOfTheExplanationIsThere() {
        ReportData data = ReportFixture.wages(Precision.FULL_UINT8).data();
        Explanation explanation = data.explanation();
        List<String> figures = new ArrayList<>();
        for (Budget.Share share : explanation.budget().players()) {
            figures.add(share.name());
            figures.add(Figures.of(share.share().inUnits()));
            figures.add(Figures.of(share.meanAbsDiffWithout().inUnits()));
        }
        for (Misuse.Mistake mistake : explanation.misuse().orElseThrow().mistakes()) {
            figures.add(Figures.of(mistake.scored().mae().inUnits()));
            figures.add(Figures.of(mistake.scored().rmse().standardised()));
        }
        for (CodeUse.Column column : explanation.use().inputs()) {
            figures.add(column.name());
            figures.add(Figures.of(column.step()));
        }
        for (ReportData.ModelRow row : data.models()) {
            figures.add(Figures.count(row.bytes()));
            figures.add(Figures.of(row.evaluation().inUnits().mae()));
            figures.add(Figures.of(row.evaluation().standardised().mae()));
            figures.add(Figures.of(row.evaluation().inUnits().maxAbsDiff()));
        }
        explanation.advice().forEach(advice -> figures.add(Figures.of(advice.after().inUnits())));
        assertThat(FULL).contains(figures);
    }

    @Test
    void chartsShowAllRows() {
        ReportData data = ReportFixture.wages(Precision.FULL_UINT8).data();
        JsonNode figures = figures(FULL);
        assertThat(figures.toString())
                .isEqualTo(ChartData.of(data.subject(), data.explanation()).toString());
        assertThat(figures.at("/targets/0/points/row")).hasSize(107);
        assertThat(sum(figures.at("/targets/0/deviation/counts"))).isEqualTo(107);
        assertThat(figures.at("/targets/0/points/row/1").intValue()).as("as its reader knows it").isEqualTo(5);
        assertThat(figures.at("/budget/bars")).hasSameSizeAs(data.explanation().budget().players());
        double total = data.explanation().budget().total().inUnits();
        JsonNode last = figures.at("/budget/bars").get(9);
        assertThat(last.get("start").doubleValue() + last.get("share").doubleValue())
                .isCloseTo(total, Offset.offset(1e-9 * total));
    }

    @Test
    void headingsStandInOrderAndTablesSayWhatTheyAre() {
        int before = 0;
        for (String level : all(markup(FULL), "<h([1-6])")) {
            assertThat(Integer.parseInt(level)).isBetween(1, before + 1);
            before = Integer.parseInt(level);
        }
        assertThat(all(markup(FULL), "(<h1)")).hasSize(1);
        assertThat(all(markup(FULL), "(<table)")).isNotEmpty().hasSameSizeAs(all(markup(FULL), "(<caption)"));
        assertThat(all(markup(FULL), "(<th )")).hasSameSizeAs(all(markup(FULL), "(scope=\")"));
        assertThat(all(markup(FULL), "(<figure)")).hasSameSizeAs(all(markup(FULL), "(<figcaption)"))
                .hasSameSizeAs(all(markup(FULL), "(<details class=\"numbers\")"));
    }

    private static long sum(JsonNode counts) {
        long sum = 0;
        for (JsonNode count : counts) {
            sum += count.longValue();
        }
        return sum;
    }

    private static JsonNode figures(String html) {
        try {
            return new JsonMapper().readTree(all(html, "(?s)id=\"figures\">(.*?)</script>").getFirst());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** The page without its scripts and styles. */
    private static String markup(String html) {
        return html.replaceAll("(?s)<(script|style).*?</\\1>", "");
    }

    private static List<String> all(String text, String pattern) {
        var found = new ArrayList<String>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
