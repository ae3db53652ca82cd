package dev.halfstep.report.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.evaluate.Scores;
import dev.halfstep.report.NotesText;
import dev.halfstep.report.ResultJson;
import dev.halfstep.study.MappedModel;
import dev.halfstep.study.MappingComparison;
import dev.halfstep.train.TrainingOptions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A comparison of target mappings as {@code study.json}. */
public final class MappingJson {

    private MappingJson() {}

    /** The bytes of the file. */
    public static byte[] of(MappingComparison comparison) {
        ObjectNode json = ResultJson.object();
        ObjectNode data = json.putObject("data").put("file", comparison.data().toString())
                .put("rows", comparison.rows())
                .put("dropped", comparison.dropped()).put("train", comparison.train())
                .put("validation", comparison.validation())
                .put("test", comparison.denseTest() + comparison.sparseTest()).put("target", comparison.target());
        NotesText.add(data, comparison.notes());
        TrainingOptions training = comparison.training();
        ObjectNode options = json.putObject("training");
        training.hidden().forEach(options.putArray("hidden")::add);
        options.put("loss", training.loss().name().toLowerCase(Locale.ROOT)).put("epochs", training.epochs())
                .put("batchSize", training.batchSize()).put("learningRate", training.learningRate())
                .put("seed", training.seed());
        json.putObject("quantization").put("recipe", comparison.recipe().name());
        ObjectNode parts = json.putObject("parts");
        parts.putObject("dense").put("from", comparison.dense().low()).put("to", comparison.dense().high()).put("test",
                comparison.denseTest());
        parts.putObject("sparse").put("test", comparison.sparseTest());
        json.putObject("selection").put("rows", comparison.validation() == 0 ? "training" : "validation")
                .put("best", comparison.best().label());
        ArrayNode models = json.putArray("models");
        comparison.models().forEach(model -> add(models.addObject(), model, comparison.target()));
        return ResultJson.bytes(json);
    }

    private static void add(ObjectNode json, MappedModel model, String target) {
        json.put("mapping", model.mapping().kind().label()).put("precision", model.precision().label())
                .put("file", model.file()).put("bytes", model.bytes()).put("selectionMae", model.selectionMae());
        ResultJson.addEvaluation(json, model.evaluation(), List.of(target));
        addPart(json, "dense", model.dense());
        addPart(json, "sparse", model.sparse());
    }

    private static void addPart(ObjectNode json, String name, Optional<Scores> scores) {
        if (scores.isPresent()) {
            ResultJson.addScores(json.putObject(name), scores.get());
        } else {
            json.putNull(name);
        }
    }
}
