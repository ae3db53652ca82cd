package dev.halfstep.studies;

import dev.halfstep.problem.Problem;
import dev.halfstep.report.ReportData;
import dev.halfstep.report.json.MappingJson;
import dev.halfstep.report.json.StudyJson;
import dev.halfstep.report.page.HtmlReport;
import dev.halfstep.study.MappingComparison;
import dev.halfstep.study.MappingStudy;
import dev.halfstep.study.Study;
import dev.halfstep.study.StudyOptions;
import dev.halfstep.study.StudyResult;
import dev.halfstep.train.TrainingListener;
import java.util.List;

/** Runs studies, and writes all that they give, as the {@code study} command does. */
public final class Studies {

    private Studies() {}

    /**
     * Reads a table, trains a network, writes every precision, runs each file on the test rows, compares and explains. The folder then
     * holds the models, {@code report.html} and {@code study.json}: all of them or none.
     *
     * @param listener is told of each epoch of training
     * @throws Problem if the table, the options or the folder do not allow it
     */
    public static StudyResult run(StudyOptions options, TrainingListener listener) {
        return Study.run(options, listener, HtmlReport::of, StudyJson::of);
    }

    /**
     * Compares the mappings of a target, as float32 and full-uint8. The folder then holds a model for each and {@code study.json}: all
     * of them or none.
     *
     * @param options whose own target mapping does not matter
     * @param listener is told of each epoch of each training
     * @throws Problem if the table, the options or the folder do not allow it
     */
    public static MappingComparison compareMappings(StudyOptions options, TrainingListener listener) {
        return MappingStudy.run(options, listener, MappingJson::of);
    }

    /** The names of the files that a study writes into its folder. */
    public static List<String> files() {
        return Study.files();
    }

    /** The names of the files that a comparison of mappings writes into its folder. */
    public static List<String> filesOfMappings() {
        return MappingStudy.files();
    }

    /**
     * A report as one HTML page that needs no network, in UTF-8.
     *
     * @param data what was found, of a study or of an explanation
     */
    public static byte[] report(ReportData data) {
        return HtmlReport.of(data);
    }
}
