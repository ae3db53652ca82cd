package dev.halfstep.examples.service;

import com.sun.net.httpserver.HttpExchange;
import dev.halfstep.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What is sent back.
 *
 * @param status of HTTP
 * @param type of the content
 */
record Answer(int status, String type, String body) {

    static Answer json(String body) {
        return new Answer(200, "application/json", body);
    }

    /** A problem as RFC 9457 has it. */
    static Answer problem(int status, String title, String detail) {
        return new Answer(status, "application/problem+json", JsonWriter.object(
                json -> json.put("type", "about:blank").put("title", title).put("status", status).put("detail",
                        detail)));
    }

    void send(HttpExchange exchange) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
