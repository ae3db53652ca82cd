package dev.halfstep.c.row;

import dev.halfstep.c.row.CodedInput.Element;
import dev.halfstep.c.text.Functions;
import dev.halfstep.c.text.Text;
import dev.halfstep.c.text.Types;
import dev.halfstep.pipeline.DatePart;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.Scaling;
import dev.halfstep.table.CellForm;
import dev.halfstep.table.NumberForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One raw column in C: its field, its enum, and what makes codes of it.
 *
 * @param number from 1, which says in C that its value has no code
 * @param field its name in C
 * @param feature index of its first
 * @param scalings of its features
 * @param form how its cells are written
 */
record ColumnSource(InputColumn column, int number, String field, EnumNames names, int feature, List<Scaling> scalings,
        Optional<CellForm> form, CodedInput input, Functions functions) {

    /** What the enum of a column of texts is called, with one enumerator for each text and one for all others. */
    record EnumNames(String type, List<String> enumerators, String unseen) {}

    /** The texts, of a column that has them. */
    List<String> texts() {
        return texts(column);
    }

    static List<String> texts(InputColumn column) {
        return switch (column) {
            case InputColumn.Mapped mapped -> List.copyOf(mapped.values().keySet());
            case InputColumn.OneHot oneHot -> oneHot.levels();
            case InputColumn.Numeric numeric -> List.of();
            case InputColumn.Date date -> List.of();
        };
    }

    /** The declaration of the enum, of a column of texts. */
    String enumeration() {
        if (texts().isEmpty()) {
            return "";
        }
        var text = new StringBuilder(
                "/* The texts of " + Text.inComment(column.column()) + ". */\ntypedef enum {\n");
        for (int t = 0; t < texts().size(); t++) {
            text.append("    ").append(names.enumerators().get(t)).append(" = ").append(t).append(", /* ")
                    .append(Text.inComment(texts().get(t))).append(" */\n");
        }
        return text.append("    ").append(names.unseen()).append(" = ").append(texts().size())
                .append(" /* any other text: it is encoded as no category */\n} ").append(names.type()).append(";\n\n")
                .toString();
    }

    /** The field of a row. */
    String declaration() {
        String type = texts().isEmpty() ? "double" : names.type();
        return "    " + type + " " + field + "; /* " + Text.inComment(column.column()) + about() + " */\n";
    }

    private String about() {
        return switch (column) {
            case InputColumn.Numeric numeric -> unit() + "; codes for " + input.domain(feature, scalings.getFirst())
                    + numeric.filled().map(number -> "; NAN is taken for " + Text.number(number)).orElse("");
            case InputColumn.Date date -> ", days since the first of January 1970, with the time as a fraction";
            case InputColumn.Mapped mapped -> "";
            case InputColumn.OneHot oneHot -> "";
        };
    }

    private String unit() {
        return form.filter(NumberForm.class::isInstance).map(NumberForm.class::cast).map(NumberForm::unit)
                .filter(unit -> !unit.isBlank()).map(unit -> " in " + Text.comment(unit)).orElse("");
    }

    /** Statements that make codes of the field. */
    String encoding() {
        return "\n    /* " + Text.inComment(column.column()) + " */\n" + switch (column) {
            case InputColumn.Numeric numeric -> numeric.filled()
                    .map(number -> standard("(row->" + field + " == row->" + field + " ? row->" + field + " : "
                            + Text.number(number) + ")", 0))
                    .orElseGet(() -> requireNumber() + standard("row->" + field, 0));
            case InputColumn.Date date -> dates(date);
            case InputColumn.Mapped mapped -> mapped(List.copyOf(mapped.values().values()));
            case InputColumn.OneHot oneHot -> oneHot();
        };
    }

    private String requireNumber() {
        return """
                    if (row->FIELD != row->FIELD) {
                        return NUMBER;
                    }
                """.replace("FIELD", field).replace("NUMBER", Integer.toString(number));
    }

    /** Codes of one feature. */
    private String standard(String value, int own) {
        Scaling scaling = scalings.get(own);
        var text = new StringBuilder(
                "    x = " + functions.use("standard") + "(" + value + ", " + Text.number(scaling.mean())
                        + ", " + Text.number(scaling.deviation()) + ");\n");
        List<Element> elements = input.of(feature + own);
        String outside = "outside->" + field;
        if (own == 0 && elements.size() == 1) {
            return text.append(assignment(elements.getFirst(), "&" + outside)).toString();
        }
        for (int e = 0; e < elements.size(); e++) {
            text.append(assignment(elements.get(e), "&side"));
            // A value is outside of the codes only where it is outside of those of all slots.
            text.append(e == 0 ? "    inner = side;\n" : "    inner = (int8_t)(side == 0 ? 0 : inner);\n");
        }
        return text.append(own == 0 ? "    " + outside + " = inner;\n"
                : "    " + outside + " = (int8_t)(" + outside + " != 0 ? " + outside + " : inner);\n").toString();
    }

    private String assignment(Element element, String side) {
        return "    input[" + element.index() + "] = " + input.expression(element, "x", side) + ";\n";
    }

    private String dates(InputColumn.Date date) {
        String parts = functions.use("date");
        var text = new StringBuilder("""
                    if (!(row->FIELD - row->FIELD == 0)) {
                        return NUMBER;
                    }
                """.replace("FIELD", field).replace("NUMBER", Integer.toString(number)));
        text.append("    {\n        net_date_parts date;\n        ").append(parts).append("(row->").append(field)
                .append(", &date);\n");
        for (int p = 0; p < date.parts().size(); p++) {
            DatePart part = date.parts().get(p);
            text.append(standard("(double)date." + part.label(), p).indent(4));
        }
        return text.append("    }\n").toString();
    }

    private String requireCategory() {
        return """
                    if ((unsigned)row->FIELD > MOSTu) {
                        return NUMBER;
                    }
                """.replace("FIELD", field).replace("MOST", Integer.toString(texts().size()))
                .replace("NUMBER", Integer.toString(number));
    }

    private String mapped(List<Double> values) {
        Scaling scaling = scalings.getFirst();
        List<Float> standard = new ArrayList<>(values.stream().map(value -> scaling.standardise(value)).toList());
        standard.add(scaling.standardise(scaling.mean()));
        var text = new StringBuilder(requireCategory()).append("    {\n");
        List<Element> elements = input.of(feature);
        for (int e = 0; e < elements.size(); e++) {
            Element element = elements.get(e);
            text.append("        static const ").append(input.cType()).append(" codes_").append(e).append("[")
                    .append(standard.size()).append("] NET_FLASH = {").append(list(standard.stream()
                            .map(value -> Long.toString(input.code(element, value))).toList()))
                    .append("};\n");
        }
        List<Integer> sides = standard.stream().map(value -> input.side(elements, value)).toList();
        boolean isOutside = sides.stream().anyMatch(side -> side != 0);
        if (isOutside) {
            text.append("        static const int8_t sides[").append(sides.size()).append("] NET_FLASH = {")
                    .append(list(sides.stream().map(String::valueOf).toList())).append("};\n");
        }
        String read = Types.read(input.cType());
        for (int e = 0; e < elements.size(); e++) {
            text.append("        input[").append(elements.get(e).index()).append("] = ").append(read).append("(codes_")
                    .append(e).append(" + row->").append(field).append(");\n");
        }
        text.append("        outside->").append(field).append(" = ")
                .append(isOutside ? "NET_I8(sides + row->" + field + ")" : "0").append(";\n    }\n");
        return text.toString();
    }

    private static String list(List<String> numbers) {
        return String.join(", ", numbers);
    }

    private String oneHot() {
        var text = new StringBuilder(requireCategory()).append("    outside->").append(field).append(" = 0;\n");
        for (int level = 0; level < texts().size(); level++) {
            float on = scalings.get(level).standardise(1);
            float off = scalings.get(level).standardise(0);
            String is = "row->" + field + " == " + names.enumerators().get(level);
            List<Element> elements = input.of(feature + level);
            for (Element element : elements) {
                text.append("    input[").append(element.index()).append("] = ").append(is).append(" ? ")
                        .append(input.code(element, on)).append(" : ").append(input.code(element, off)).append(";\n");
            }
            outside(text, is, input.side(elements, on));
            outside(text, "row->" + field + " != " + names.enumerators().get(level), input.side(elements, off));
        }
        return text.toString();
    }

    private void outside(StringBuilder text, String condition, int side) {
        if (side != 0) {
            text.append("    if (").append(condition).append(" && outside->").append(field)
                    .append(" == 0) {\n        outside->")
                    .append(field).append(" = ").append(side).append(";\n    }\n");
        }
    }

    /** Names of enumerators in order, for rows of a test. */
    String literal(double value) {
        return texts().isEmpty() ? Text.number(value) : names.enumerators().get((int) value);
    }
}
