package dev.halfstep.report.page;

import dev.halfstep.report.ReportData;
import dev.halfstep.report.StudyReport;
import dev.halfstep.study.StudyResult;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A result as one HTML file that needs no network: charts, and every figure of them in tables. The same data gives the same bytes,
 * below 2 MB however large the data.
 */
public final class HtmlReport {

    private HtmlReport() {}

    /** The bytes of the file, in UTF-8. */
    public static byte[] of(ReportData data) {
        return ofOutputs(List.of(data));
    }

    /** The same of a model with several outputs: all of the first one, and what makes the others deviate. */
    public static byte[] ofOutputs(List<ReportData> outputs) {
        TemplateEngine templates = TemplateEngine.createPrecompiled(null, ContentType.Html,
                HtmlReport.class.getClassLoader(), HtmlReport.class.getPackageName());
        var html = new StringOutput();
        templates.render("report.jte", new ReportPage(outputs, PageAssets.load()), html);
        return html.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The same of a study. */
    public static byte[] of(StudyResult study) {
        return of(StudyReport.of(study));
    }
}
