package dev.halfstep.report.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.report.NotesText;
import dev.halfstep.report.ResultJson;
import dev.halfstep.report.StudyReport;
import dev.halfstep.study.ModelResult;
import dev.halfstep.study.StudyResult;
import dev.halfstep.train.TrainingOptions;
import java.io.File;
import java.util.List;
import java.util.Locale;

/** A study's result as {@code study.json}. */
public final class StudyJson {

    private StudyJson() {}

    /** The bytes of the file. */
    public static byte[] of(StudyResult study) {
        ObjectNode json = ResultJson.object();
        List<String> targets = study.pipeline().targetNames();
        ObjectNode data = json.putObject("data");
        data.put("file", study.data().toString()).put("rows", study.rows()).put("dropped", study.dropped())
                .put("train", study.train()).put("test", study.test());
        study.pipeline().featureNames().forEach(data.putArray("features")::add);
        data.put("target", String.join(",", targets));
        data.put("targetMapping", study.pipeline().targets().getFirst().mapping().kind().label());
        NotesText.add(data, study.notes());
        addTraining(json.putObject("training"), study);
        ResultJson.addErrors(json.putObject("float"), study.floatModel().evaluation());
        json.putObject("quantization").put("recipe", study.recipe().name()).put("calibrationRows",
                study.calibrationRows());
        ArrayNode models = json.putArray("models");
        for (ModelResult model : study.models()) {
            ObjectNode entry = models.addObject().put("precision", model.precision().label()).put("file", model.file())
                    .put("bytes", model.bytes());
            ResultJson.addEvaluation(entry, model.evaluation(), targets);
            model.rowsLeftOut().ifPresent(left -> entry.put("rowsLeftOut", left.rows()));
            entry.put("quantizeMillis", model.quantizeMillis());
        }
        json.set("explanation", explanation(study));
        study.worstCase().ifPresent(found -> json.set("worstCase", WorstCaseJson.of(found)));
        return ResultJson.bytes(json);
    }

    /** Commands name the study's files as they stand beside study.json: the same study gives the same JSON in any folder. */
    private static ObjectNode explanation(StudyResult study) {
        ObjectNode explanation = ExplanationJson.explanation(StudyReport.of(study));
        for (JsonNode advice : explanation.get("advice")) {
            ObjectNode item = (ObjectNode) advice;
            item.put("command", item.get("command").asText().replace(study.folder() + File.separator, ""));
        }
        return explanation;
    }

    private static void addTraining(ObjectNode json, StudyResult study) {
        TrainingOptions options = study.training();
        options.hidden().forEach(json.putArray("hidden")::add);
        json.put("loss", options.loss().name().toLowerCase(Locale.ROOT)).put("epochs", study.network().history().size())
                .put("batchSize", options.batchSize()).put("learningRate", options.learningRate())
                .put("seed", options.seed()).put("keptEpoch", study.network().keptEpoch());
    }
}
