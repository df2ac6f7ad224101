package org.pricefloor.acceptance.badinput;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An operation that takes something in, with an example that it takes in.
 *
 * @param path     as the interface description has it, with the query that the example needs
 * @param values   of the path's variables
 * @param optional members or columns that may be absent
 * @param words    members or columns that hold words of any language
 * @param example  JSON, or a CSV file of one row
 */
record Door(String service, String method, String path, Map<String, String> values, String role, Set<String> optional, Set<String> words, String example) {

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)=((?:[^{}]|\\$\\{\\w+})+)}");

    boolean isCsv() {
        return path.startsWith("/api/uploads/");
    }

    String contentType() {
        return isCsv() ? "text/csv" : "application/json";
    }

    /** As the interface description names it. */
    String operation() {
        return method + " " + pathWithoutQuery();
    }

    String pathWithoutQuery() {
        return path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
    }

    /** The example's address. */
    String address() {
        return address(values);
    }

    /** The address with one variable's value replaced by what stands in the path as it is. */
    String addressWith(String variable, String raw) {
        Map<String, String> other = new LinkedHashMap<>(values);
        other.put(variable, raw);
        return address(other);
    }

    private String address(Map<String, String> written) {
        String address = path;
        for (Map.Entry<String, String> value : written.entrySet()) {
            address = address.replace("{" + value.getKey() + "}", value.getValue());
        }
        return address;
    }

    static List<Door> all() {
        List<Door> doors = new ArrayList<>();
        for (String line : lines("doors.txt")) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split("\\|", 7);
            Map<String, String> values = new LinkedHashMap<>();
            Matcher variable = VARIABLE.matcher(parts[2].strip());
            String path = variable.replaceAll(found -> {
                values.put(found.group(1), found.group(2));
                return "{" + found.group(1) + "}";
            });
            boolean csv = path.startsWith("/api/uploads/");
            doors.add(new Door(parts[0].strip(), parts[1].strip(), path, values, parts[3].strip(), words(parts[4]), words(parts[5]),
                    csv ? parts[6].strip().replace("\\n", "\n") : parts[6].strip()));
        }
        return doors;
    }

    private static Set<String> words(String text) {
        return text.isBlank() ? Set.of() : Set.of(text.strip().split(" +"));
    }

    static List<String> lines(String resource) {
        try (InputStream text = Door.class.getResourceAsStream("/badinput/" + resource)) {
            return text == null ? List.of() : new String(text.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
