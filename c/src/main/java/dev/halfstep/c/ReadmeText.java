package dev.halfstep.c;

import dev.halfstep.c.row.RowSource;
import dev.halfstep.c.size.CodeSize;
import dev.halfstep.c.size.RunCount;
import dev.halfstep.c.text.Text;
import java.util.Locale;
import java.util.Optional;

/** What is to be known of a model's C, with its figures. */
final class ReadmeText {

    private ReadmeText() {}

    static String of(String about, ExportOptions options, CLibrary.Figures figures, Optional<RowSource> rows,
            boolean hasTest) {
        String name = options.name();
        return """
                # %1$s

                %2$s It is C99, needs no library beyond `stdint.h` and `stddef.h`, allocates nothing, and gives the codes \
                of the model it was written from, one for one.

                %3$s
                ## What it needs

                | | |
                |---|---|
                | weights and tables, flash | %4$,d bytes |
                | memory between layers | %5$,d bytes |
                | codes that go in and come out | %6$,d bytes |
                | multiply-adds of a run | %7$,d |

                %8$s
                ## Try it

                %9$s

                ## Good to know

                - %10$s
                - Runs at the same time (interrupts, threads) each need a `%1$s_scratch` of their own; `NULL` stands for the one \
                in the source, which `-D%11$s_NO_OWN_SCRATCH` leaves out%13$s.
                - On Arm cores with DSP instructions these are used; `-D%11$s_NO_DSP` does without, with the same codes.
                %12$s"""
                .formatted(name, Text.comment(about), use(name, rows), figures.constants(), figures.scratch(),
                        figures.edge(),
                        figures.multiplyAdds(), sizes(figures), test(options, hasTest), rounding(options),
                        name.toUpperCase(Locale.ROOT),
                        rows.isPresent()
                                ? "- Rows are coded in `double`. Where that has 32 bits (AVR), a value that is within rounding of the"
                                        + " border between two codes may get the neighbouring one.\n- Do not compile with `-ffast-math`.\n"
                                : "",
                        rows.isPresent() ? "; `" + name + "_predict` then has its own on the stack" : "");
    }

    private static String use(String name, Optional<RowSource> rows) {
        if (rows.isEmpty()) {
            return """
                    The model carries no pipeline, so that it takes codes and gives codes. `%1$s.h` says what they stand for.

                    ```c
                    %1$s_run(input, output, NULL);
                    ```
                    """
                    .formatted(name);
        }
        return """
                ```c
                %1$s_row row = {0};      /* a field for each column of the table, in its own unit */
                %1$s_result result;
                if (%1$s_predict(&row, &result) == 0) {
                    use(result.%2$s);    /* in the unit of the table; result.outside and result.end say what lies outside */
                }
                ```

                `%1$s_encode`, `%1$s_run` and `%1$s_decode` are its parts; `%1$s_run` uses integers alone.
                """
                .formatted(name, rows.get().targetFields().getFirst());
    }

    private static String sizes(CLibrary.Figures figures) {
        if (figures.sizes().isEmpty()) {
            return "";
        }
        var text = new StringBuilder("""
                Compiled for size, with all that is around the network:

                | processor | code | tables | memory | stack, at most | a run of the network | |
                |---|---|---|---|---|---|---|
                """);
        for (CodeSize size : figures.sizes()) {
            text.append(String.format(Locale.ROOT, "| %s | %,d | %,d | %,d | %s | %s | %s |%n", size.target().label(),
                    size.code(),
                    size.constants(), size.memory(), size.isMeasured() ? size.stack() : "–",
                    run(size.run()), size.isMeasured() ? "measured" : "estimated: its compiler is not installed"));
        }
        return text.toString();
    }

    private static String run(RunCount run) {
        return switch (run) {
            case RunCount.Counted counted -> String.format(Locale.ROOT, "%,d %s", counted.count(),
                    counted.unit().name().toLowerCase(Locale.ROOT));
            case RunCount.NotCounted none -> "not counted: " + Text.inComment(none.why());
        };
    }

    private static String test(ExportOptions options, boolean hasTest) {
        if (options.isTflmRounding()) {
            return "Rounded so, it has no test: nothing here says what TensorFlow Lite Micro would give.";
        }
        if (!hasTest) {
            return "It has no test: it has no value for any of the codes that were tried.";
        }
        String name = options.name();
        boolean isPlain = options.layout() == Layout.PLAIN;
        return """
                ```sh
                cc -O2%4$s -o %1$s_test %2$s %3$s && ./%1$s_test
                ```""".formatted(name, options.layout().source(name), options.layout().test(name),
                isPlain ? "" : " -Isrc");
    }

    private static String rounding(ExportOptions options) {
        return options.isTflmRounding()
                ? "Dense layers round twice, as TensorFlow Lite Micro does when it is built by default; TensorFlow Lite on a"
                        + " desktop, and Halfstep, give other codes now and then."
                : "It rounds as TensorFlow Lite's reference kernels on a desktop do. TensorFlow Lite Micro, as it is built by"
                        + " default, rounds twice and gives other codes now and then; it can be exported so, too.";
    }
}
