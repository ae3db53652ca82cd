package dev.halfstep.pipeline;

import dev.halfstep.json.JsonObject;
import dev.halfstep.json.JsonWriter;
import dev.halfstep.problem.Problem;
import dev.halfstep.table.CellForm;
import dev.halfstep.table.DateForm;
import dev.halfstep.table.Notation;
import dev.halfstep.table.NumberForm;
import dev.halfstep.table.TextForm;
import dev.halfstep.table.Thousands;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a table's cells are written, as fields of a pipeline's JSON form. What is as usual is left out, as it was before there was more. */
final class NotationJson {

    private static final String MISSING = "missing";
    private static final String DECIMAL_COMMA = "decimalComma";
    private static final String THOUSANDS = "thousands";
    private static final String COMMENT = "comment";
    private static final String ENCODING = "encoding";
    private static final String HEADER = "header";
    private static final String FORMS = "forms";

    /** The names of the fields. */
    static final List<String> FIELDS =
            List.of(MISSING, DECIMAL_COMMA, THOUSANDS, COMMENT, ENCODING, HEADER, FORMS);

    private NotationJson() {}

    static void write(JsonWriter to, Notation notation) {
        to.putTexts(MISSING, notation.missing()).put(DECIMAL_COMMA, notation.decimalComma());
        notation.thousands().ifPresent(thousands -> to.put(THOUSANDS, thousands.label()));
        notation.comment().ifPresent(comment -> to.put(COMMENT, String.valueOf(comment)));
        notation.encoding().ifPresent(charset -> to.put(ENCODING, charset.name()));
        if (!notation.header()) {
            to.put(HEADER, false);
        }
        if (!notation.forms().isEmpty()) {
            to.putObjects(FORMS, new ArrayList<>(notation.forms().entrySet()), NotationJson::write);
        }
    }

    private static void write(JsonWriter to, Map.Entry<String, CellForm> column) {
        to.put("column", column.getKey());
        switch (column.getValue()) {
            case NumberForm numbers -> to.put(THOUSANDS, numbers.thousands().label()).put("unit", numbers.unit())
                    .put("bare", numbers.bare()).put("parentheses", numbers.parentheses())
                    .put("truth", numbers.truth());
            case DateForm dates ->
                to.put("date", dates.order().label()).put("separator", String.valueOf(dates.separator()));
            case TextForm texts -> to.put("text", true);
        }
    }

    /** @throws Problem if a field is not what it should be */
    static Notation read(JsonObject json) {
        Notation notation = Notation.defaults().withMissing(json.texts(MISSING))
                .withDecimalComma(json.flag(DECIMAL_COMMA));
        if (json.has(THOUSANDS)) {
            notation = notation.withThousands(Thousands.of(json.text(THOUSANDS)));
        }
        if (json.has(COMMENT)) {
            notation = notation.withComment(character(json, COMMENT));
        }
        if (json.has(ENCODING)) {
            notation = notation.withEncoding(charset(json.text(ENCODING)));
        }
        if (json.has(HEADER)) {
            notation = notation.withHeader(json.flag(HEADER));
        }
        if (json.has(FORMS)) {
            var forms = new LinkedHashMap<String, CellForm>();
            json.objects(FORMS).forEach(column -> forms.put(column.text("column"), form(column)));
            notation = notation.withForms(forms);
        }
        return notation;
    }

    private static CellForm form(JsonObject json) {
        if (json.has("date")) {
            json.withNoneBut("column", "date", "separator");
            return new DateForm(DateForm.Order.of(json.text("date")), character(json, "separator"));
        }
        if (json.has("text")) {
            json.withNoneBut("column", "text");
            return TextForm.TEXT;
        }
        json.withNoneBut("column", THOUSANDS, "unit", "bare", "parentheses", "truth");
        return new NumberForm(Thousands.of(json.text(THOUSANDS)), json.text("unit"), json.flag("bare"),
                json.flag("parentheses"), json.flag("truth"));
    }

    private static char character(JsonObject json, String field) {
        String text = json.text(field);
        if (text.length() != 1) {
            throw Problem.of("'" + field + "' is not one character");
        }
        return text.charAt(0);
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw Problem.of("there is no character set '" + name + "'").because(e);
        }
    }
}
