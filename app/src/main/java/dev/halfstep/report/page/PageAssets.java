package dev.halfstep.report.page;

import dev.halfstep.file.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What a report carries so that it needs no network.
 *
 * @param style the page's style sheet
 * @param charts the chart library
 * @param script what draws the charts
 * @param notice the chart library's notice
 */
record PageAssets(String style, String charts, String script, String notice) {

    static PageAssets load() {
        return new PageAssets(text("report.css"), text("echarts/dist/echarts.common.min.js"), text("report.js"),
                text("echarts/NOTICE"));
    }

    /** With the line ends that a browser hashes, whatever those of a checkout are. */
    private static String text(String name) {
        try (InputStream in = PageAssets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Allows nothing but these two scripts and inline styles: no network, and no script that a name might smuggle in. */
    String policy() {
        return "default-src 'none'; script-src 'sha256-" + hash(charts) + "' 'sha256-" + hash(script)
                + "'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
    }

    private static String hash(String script) {
        return Base64.getEncoder().encodeToString(Sha256.begin().digest(script.getBytes(StandardCharsets.UTF_8)));
    }
}
