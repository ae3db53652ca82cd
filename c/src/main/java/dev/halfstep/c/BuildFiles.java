package dev.halfstep.c;

import dev.halfstep.c.row.RowSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The files of a library, laid out for those who build it. */
final class BuildFiles {

    private final String name;
    private final Optional<RowSource> rows;

    BuildFiles(String name, Optional<RowSource> rows) {
        this.name = name;
        this.rows = rows;
    }

    /**
     * The files by their paths.
     *
     * @param header of the model
     * @param source of the model
     * @param test a program that tests it, if there is one
     * @param readme what is to be known of it
     */
    Map<String, String> laidOut(Layout layout, String header, String source, Optional<String> test,
            String readme) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("README.md", readme);
        files.put(layout.header(name), header);
        files.put(layout.source(name), source);
        test.ifPresent(text -> files.put(layout.test(name), text));
        files.put(layout.build(), switch (layout) {
            case PLAIN -> cmake(test.isPresent());
            case ARDUINO -> properties();
            case PLATFORMIO -> json();
        });
        layout.example(name).ifPresent(
                path -> files.put(path, sketch(layout == Layout.PLATFORMIO ? "#include <Arduino.h>\n" : "")));
        return files;
    }

    private String cmake(boolean hasTest) {
        String library = """
                cmake_minimum_required(VERSION 3.10)
                project(%1$s C)
                set(CMAKE_C_STANDARD 99)
                if(NOT CMAKE_BUILD_TYPE)
                  set(CMAKE_BUILD_TYPE MinSizeRel)
                endif()

                add_library(%1$s STATIC %1$s.c)
                target_include_directories(%1$s PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
                """;
        String test = """

                enable_testing()
                add_executable(%1$s_test %1$s_test.c)
                target_link_libraries(%1$s_test %1$s)
                add_test(NAME %1$s_test COMMAND %1$s_test)
                """;
        return (hasTest ? library + test : library).formatted(name);
    }

    private String properties() {
        return """
                name=%1$s
                version=1.0.0
                author=Halfstep
                maintainer=Halfstep
                sentence=A quantized regression network in plain C.
                paragraph=Computes the codes of the model that it was written from, without an interpreter.
                category=Data Processing
                url=https://arduino.cc
                architectures=*
                includes=%1$s.h
                """.formatted(name);
    }

    private String json() {
        return """
                {
                  "name": "%s",
                  "version": "1.0.0",
                  "description": "A quantized regression network in plain C",
                  "frameworks": "*",
                  "platforms": "*"
                }
                """.formatted(name);
    }

    private String sketch(String include) {
        String setup = "void setup() {\n    Serial.begin(9600);\n}\n";
        if (rows.isEmpty()) {
            return """
                    /* Runs the network on codes; what they stand for says %1$s.h. */
                    %2$s#include <%1$s.h>

                    %3$s
                    void loop() {
                        /* Fill these, and call %1$s_run. */
                        delay(1000);
                    }
                    """.formatted(name, include, setup);
        }
        RowSource source = rows.get();
        String fields = IntStream.range(0, source.fields().size())
                .mapToObj(c -> "    row." + source.fields().get(c) + " = " + source.literal(c, 0) + ";\n")
                .collect(Collectors.joining());
        String prints = source.targetFields().stream().map(field -> "        Serial.println(result." + field + ");\n")
                .collect(Collectors.joining());
        return """
                /* Predicts from one row, again and again: put what your sensors say in its place. */
                %2$s#include <%1$s.h>

                %3$s
                void loop() {
                    %1$s_row row;
                    %1$s_result result;
                %4$s    if (%1$s_predict(&row, &result) == 0) {
                %5$s    }
                    delay(1000);
                }
                """.formatted(name, include, setup, fields, prints);
    }
}
