package dev.halfstep.report;

import dev.halfstep.study.ExplainedModel;
import dev.halfstep.study.StudyResult;

/** What the report of a study tells: all its models, and where the error of one of them comes from. */
public final class StudyReport {

    private StudyReport() {}

    /** What it tells. */
    public static ReportData of(StudyResult study) {
        ExplainedModel explained = study.explained();
        String name = explained.precision().label();
        return new ReportData(name, String.valueOf(study.data().getFileName()),
                Headline.of(name, explained.subject(), explained.explanation()),
                study.models().stream().map(model -> new ReportData.ModelRow(model.precision().label(), model.bytes(),
                        model.evaluation())).toList(),
                explained.subject(), explained.explanation(), study.worstCase());
    }
}
