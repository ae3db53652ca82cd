package dev.halfstep.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.quantize.Precision;
import dev.halfstep.report.ReportData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Reports as a browser shows them. */
class HtmlReportBrowserTest {

    private static final int DESKTOP = 1280;
    private static final int PHONE = 390;

    /** What is large enough to be seen in each chart: bars, points, outlines, with axes and labels. */
    private static final String MARKS = """
            return [...document.querySelectorAll('[data-chart]')].map(chart => chart.dataset.chart + ' '
                + [...chart.querySelectorAll('svg path, svg rect')].filter(mark => {
                const box = mark.getBoundingClientRect();
                const look = getComputedStyle(mark);
                return box.width > 1 && box.height > 1 && (look.fill !== 'none' || look.stroke !== 'none');
              }).length)""";

    /** The smallest contrast of the colours of text with what lies behind it. */
    private static final String CONTRAST =
            """
                    const probe = document.body.appendChild(document.createElement('i'));
                    const light = name => {
                      probe.style.color = `var(--${name})`;
                      const [r, g, b] = getComputedStyle(probe).color.match(/[\\d.]+/g).map(Number)
                          .map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                    };
                    const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
                    const pairs = ['ink', 'quiet', 'link', 'red', 'green'].flatMap(text => ['paper', 'page'].map(back => [text, back]))
                        .concat([['ink', 'note'], ['ink', 'mark'], ['quiet', 'mark'], ['ink', 'tip'], ['blue', 'paper']]);
                    return pairs.map(([a, b]) => `${a} on ${b}: ${ratio(a, b)}`).sort((a, b) => a.split(': ')[1] - b.split(': ')[1])[0]""";

    @TempDir
    private static Path folder;
    private static Optional<Browser> opened = Optional.empty();
    private static int points;

    @BeforeAll
    static void write() throws IOException {
        opened = Optional.of(Browser.open());
        ReportData wages = ReportFixture.wages(Precision.FULL_UINT8).data("The headline.", "And more.");
        points = wages.subject().rows();
        Files.write(file("wages"), HtmlReport.of(wages));
        Files.write(file("bare"), HtmlReport.of(ReportFixture.wages(Precision.FLOAT16).withoutLabels().data()));
        Files.write(file("empty"), HtmlReport.of(ReportFixture.wages(Precision.FLOAT16).withoutLabels()
                .withoutReference().explainedBy(MadeUpExplanation::empty).data()));
        Files.write(file("proven"), HtmlReport.of(ReportFixture.random(5, 3, 200, i -> "name" + i)
                .proven("<script>alert(1)</script>")));
        Files.write(file("hostile"), HtmlReport.of(ReportFixture.random(5, 3, 5000,
                i -> "<img src=x onerror=alert(1)></script><script>alert(1)</script>\u202e\"'&" + i + "z".repeat(400))
                .data("<script>alert(1)</script>")));
    }

    @AfterAll
    static void close() {
        opened.ifPresent(Browser::close);
    }

    /** After every test: nothing went wrong, nothing was asked of a network. */
    @AfterEach
    void nothingToComplainOf() {
        assertThat(browser().console()).isEmpty();
        assertThat(browser().requests()).isNotEmpty().allMatch(request -> request.contains("\"url\":\"file:///"));
        assertThat(browser().count("return performance.getEntriesByType('resource').length")).isZero();
    }

    private static Path file(String name) {
        return folder.resolve(name + ".html");
    }

    private static Browser browser() {
        return opened.orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"wages, 1280, light", "wages, 1280, dark", "wages, 390, light", "wages, 390, dark",
            "bare, 390, light", "empty, 390, light", "hostile, 1280, dark", "hostile, 390, light",
            "proven, 1280, light", "proven, 390, dark"})
    void everyChartHasMarksAndThePageFits(String name, int width, String scheme) {
        browser().show(file(name), width, scheme);
        for (Object entry : (List<?>) browser().value(MARKS)) {
            String[] chart = entry.toString().split(" ", -1);
            // In a scatter chart one for each row, in others at least an outline.
            int least =
                    !chart[0].equals("scatter") ? 1 : name.equals("proven") ? 60 : name.equals("wages") ? points : 100;
            assertThat(Integer.parseInt(chart[1])).as(entry.toString()).isGreaterThanOrEqualTo(least);
        }
        assertThat(browser().count("return document.querySelectorAll('[data-chart]').length"))
                .isEqualTo(switch (name) {
                    case "wages" -> 7L;
                    case "bare" -> 3L;
                    case "hostile" -> 15L;
                    case "proven" -> 18L;
                    default -> 0L;
                });
        assertThat(browser().count("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(width);
        assertThat(browser().holds("document.querySelector('img, b b') === null")).isTrue();
    }

    @Test
    void textStandsOutInBothThemes() {
        for (String scheme : List.of("light", "dark")) {
            browser().show(file("wages"), DESKTOP, scheme);
            String worst = (String) browser().value(CONTRAST);
            assertThat(Double.parseDouble(worst.split(": ", -1)[1])).as(scheme + ": " + worst)
                    .isGreaterThanOrEqualTo(4.5);
        }
    }

    @Test
    void theThemeIsChosenByKeyboard() {
        browser().show(file("wages"), DESKTOP, "dark");
        String dark = background();
        tabTo("document.activeElement.id === 'theme'");
        assertThat(browser().holds("document.activeElement.ariaPressed === 'true'")).isTrue();
        press(Keys.SPACE);
        assertThat(browser().holds("document.activeElement.ariaPressed === 'false'")).isTrue();
        assertThat(background()).isNotEqualTo(dark);
        press(Keys.SPACE);
        assertThat(background()).isEqualTo(dark);
    }

    private static String background() {
        return (String) browser().value("return getComputedStyle(document.body).backgroundColor");
    }

    @Test
    void numbersOfAChartAreOpenedByKeyboard() {
        browser().show(file("wages"), PHONE, "light");
        tabTo("document.activeElement.matches('.numbers > summary')");
        press(Keys.ENTER);
        await("document.querySelectorAll('.numbers[open] tbody tr').length === " + points);
        assertThat(browser().holds("document.querySelector('.numbers[open] caption') !== null")).isTrue();
        assertThat(browser().count("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(PHONE);
    }

    @Test
    void everyChartsNumbersCanBeOpened() {
        browser().show(file("hostile"), DESKTOP, "light");
        browser().run("document.querySelectorAll('.numbers').forEach(details => { details.open = true; })");
        await("[...document.querySelectorAll('.numbers')].every(details => details.querySelector('tbody td'))");
    }

    @Test
    void tabVisitsEverythingAndLeaves() {
        browser().show(file("wages"), DESKTOP, "light");
        press(Keys.TAB);
        assertThat(browser().holds("document.activeElement.matches('.skip')")).isTrue();
        long stops = browser().count("""
                return [...document.querySelectorAll('a, button, summary, [tabindex="0"]')]
                    .filter(element => element.checkVisibility()).length""");
        for (int stop = 1; stop < stops; stop++) {
            browser().run("document.activeElement.dataset.visited = 'yes'");
            press(Keys.TAB);
        }
        browser().run("document.activeElement.dataset.visited = 'yes'");
        assertThat(browser().count("return document.querySelectorAll('[data-visited]').length")).isEqualTo(stops);
        press(Keys.TAB);
        assertThat(browser().holds("document.activeElement === document.body")).as("no trap").isTrue();
    }

    private static void tabTo(String condition) {
        for (int i = 0; i < 60 && !browser().holds(condition); i++) {
            press(Keys.TAB);
        }
        assertThat(browser().holds(condition)).as(condition).isTrue();
    }

    private static void press(Keys key) {
        browser().driver().switchTo().activeElement().sendKeys(key);
    }

    private static void await(String condition) {
        new WebDriverWait(browser().driver(), Duration.ofMinutes(2))
                .until(driver -> browser().holds(condition));
    }
}
