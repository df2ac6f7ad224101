package org.pricefloor.acceptance.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What came back. Names of headers are lower case. */
record Answer(int status, Map<String, List<String>> headers, String body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    Answer {
        Map<String, List<String>> lower = new TreeMap<>();
        headers.forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), values));
        headers = lower;
    }

    /** The first value of a header; the empty string without one. */
    String header(String name) {
        return headers.getOrDefault(name, List.of("")).get(0);
    }

    boolean isProblem() {
        return header("content-type").startsWith("application/problem+json");
    }

    /** The code of a problem; the empty string of everything else. */
    String code() {
        return isProblem() ? json().path("code").asText() : "";
    }

    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException unreadable) {
            throw new AssertionError("no JSON: " + this, unreadable);
        }
    }

    boolean isRefusal() {
        return status == 401 || status == 403;
    }

    /** Status, names of headers and body, without what says when and where it was asked: what two callers may compare. */
    String shape(String... ids) {
        String same = body;
        for (String id : ids) {
            same = same.replace(id, "ID");
        }
        return status + " " + headers.keySet() + " " + header("content-type") + " " + same.replaceAll("\"instance\":\"[^\"]*\"", "");
    }

    @Override
    public String toString() {
        return status + " " + header("content-type") + " " + (body.length() > 300 ? body.substring(0, 300) + "…" : body);
    }
}
