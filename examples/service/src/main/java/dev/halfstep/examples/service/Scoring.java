package dev.halfstep.examples.service;

import com.sun.net.httpserver.HttpExchange;
import dev.halfstep.json.JsonObject;
import dev.halfstep.json.JsonWriter;
import dev.halfstep.predict.RowScorer;
import dev.halfstep.predict.Scored;
import dev.halfstep.predict.Scored.Predicted;
import dev.halfstep.predict.Scored.Refused;
import dev.halfstep.problem.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From a request with rows to an answer with predictions. */
final class Scoring {

    /** Bytes of a request. */
    static final int MOST_BYTES = 8 << 20;
    /** Rows of a request. */
    static final int MOST_ROWS = 10_000;

    private final CurrentModel model;

    Scoring(CurrentModel model) {
        this.model = model;
    }

    /** {@code {"rows": [{"age": 35, ...}, ...]}} becomes an object with an entry for each row, in their order. */
    Answer score(HttpExchange exchange) throws IOException, Refusal {
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            throw new Refusal(413, "Too large", "a request has up to " + MOST_BYTES + " bytes");
        }
        List<Map<String, @Nullable Object>> rows = rows(body);
        RowScorer scorer = model.scorer();
        List<String> targets = scorer.targets();
        List<Scored> scored = scorer.score(rows);
        return Answer.json(JsonWriter.object(json -> json.putObjects("rows", scored, (row, each) -> write(row, each,
                targets))));
    }

    private static List<Map<String, @Nullable Object>> rows(byte[] body) throws Refusal {
        List<Map<String, @Nullable Object>> rows;
        try {
            rows = JsonObject.parse(JsonObject.utf8(body)).withNoneBut("rows").objects("rows").stream()
                    .map(JsonObject::values).toList();
        } catch (Problem problem) {
            throw new Refusal(400, "Not rows", String.valueOf(problem.getMessage()));
        }
        if (rows.size() > MOST_ROWS) {
            throw new Refusal(413, "Too many rows", "a request has up to " + MOST_ROWS + " rows, not " + rows.size());
        }
        return rows;
    }

    private static void write(JsonWriter json, Scored scored, List<String> targets) {
        switch (scored) {
            case Predicted predicted -> {
                json.putObject("predicted", values -> {
                    for (int t = 0; t < targets.size(); t++) {
                        values.put(targets.get(t), predicted.values().get(t));
                    }
                });
                json.put("inputOutside", predicted.inputOutside()).put("outputAtEnd", predicted.outputAtEnd())
                        .put("outside", predicted.outside());
            }
            case Refused refused -> json.put("refused", refused.reason()).put("place", refused.place());
        }
    }

    /** What a row must have, and what comes of it. */
    Answer describe() {
        RowScorer scorer = model.scorer();
        return Answer.json(JsonWriter.object(json -> json.putTexts("columns", scorer.columns())
                .putTexts("targets", scorer.targets()).put("generation", model.generation())
                .put("trouble", model.trouble())));
    }
}
