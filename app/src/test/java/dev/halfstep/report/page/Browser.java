package dev.halfstep.report.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A browser without a window. Both of its programs are named, so that nothing is looked for elsewhere or downloaded. */
final class Browser implements AutoCloseable {

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** The browser of this machine; the test is skipped, with a word, where there is none. */
    static Browser open() {
        Optional<Path> browser = onPath(Stream.of("chromium", "chromium-browser", "google-chrome"));
        Optional<Path> control = onPath(Stream.of("chromedriver"));
        assumeTrue(browser.isPresent() && control.isPresent(),
                "skipped: no chromium and chromedriver in PATH; on Debian, apt-get install chromium chromium-driver");
        var options = new ChromeOptions();
        options.setBinary(browser.orElseThrow().toFile());
        // Without a sandbox, because browsers refuse theirs to root; what is opened is our own file.
        options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                "--disable-dev-shm-usage");
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        System.setProperty("webdriver.chrome.driver", control.orElseThrow().toString());
        return new Browser(new ChromeDriver(options));
    }

    private static Optional<Path> onPath(Stream<String> names) {
        List<Path> folders = Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of).toList();
        return names.flatMap(name -> folders.stream().map(folder -> folder.resolve(name)))
                .filter(Files::isExecutable).findFirst();
    }

    /** Opens a file on a screen of so many pixels, {@code light} or {@code dark}. */
    void show(Path file, int width, String scheme) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 500));
        driver.get(file.toUri().toString());
    }

    ChromeDriver driver() {
        return driver;
    }

    /** The value of a script, such as {@code return 1}. */
    Object value(String script) {
        return Objects.requireNonNull(driver.executeScript(script));
    }

    long count(String script) {
        return ((Number) value(script)).longValue();
    }

    /** Runs a script that has no value. */
    void run(String script) {
        driver.executeScript(script);
    }

    boolean holds(String condition) {
        return Boolean.TRUE.equals(driver.executeScript("return " + condition));
    }

    /** What the console says since it was asked last. */
    List<String> console() {
        return log(LogType.BROWSER, entry -> true);
    }

    /** The network events since they were asked for last. */
    List<String> requests() {
        return log(LogType.PERFORMANCE, message -> message.contains("\"Network.requestWillBeSent\"")
                || message.contains("\"Network.webSocketCreated\""));
    }

    private List<String> log(String type, Predicate<String> wanted) {
        return driver.manage().logs().get(type).getAll().stream().map(LogEntry::getMessage).filter(wanted).toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
