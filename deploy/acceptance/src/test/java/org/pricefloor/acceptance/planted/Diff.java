package org.pricefloor.acceptance.planted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The changes of a unified diff, file by file.
 *
 * <p>A hunk applies where its old lines stand: at the line it names, or else at the only place that has them. Nothing is fuzzy: a line
 * that has changed since makes it inapplicable.
 */
record Diff(Map<String, List<Hunk>> files) {

    /** @param line where the old lines began when the diff was made, from 1 */
    record Hunk(int line, List<String> old, List<String> fresh) {
    }

    /** @param lines of the diff, from the first {@code ---} on */
    static Diff parse(List<String> lines) {
        Map<String, List<Hunk>> files = new LinkedHashMap<>();
        List<Hunk> hunks = null;
        Hunk hunk = null;
        for (String line : lines) {
            if (line.startsWith("--- ")) {
                hunk = null;
            } else if (line.startsWith("+++ b/")) {
                hunks = new ArrayList<>();
                files.put(line.substring("+++ b/".length()), hunks);
            } else if (line.startsWith("@@ -")) {
                hunk = new Hunk(Integer.parseInt(line.substring(4).split("[, ]", 2)[0]), new ArrayList<>(), new ArrayList<>());
                hunks.add(hunk);
            } else if (hunk == null) {
                throw new IllegalArgumentException("no hunk has begun before: " + line);
            } else {
                take(hunk, line);
            }
        }
        return new Diff(files);
    }

    private static void take(Hunk hunk, String line) {
        String text = line.isEmpty() ? "" : line.substring(1);
        switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case ' ' -> {
                hunk.old().add(text);
                hunk.fresh().add(text);
            }
            case '-' -> hunk.old().add(text);
            case '+' -> hunk.fresh().add(text);
            default -> throw new IllegalArgumentException("no line of a unified diff: " + line);
        }
    }

    /**
     * The new texts of the changed files of a tree.
     *
     * @throws IllegalStateException naming the file and line of a hunk that applies nowhere, or at several places
     */
    Map<Path, String> appliedTo(Path root) throws IOException {
        Map<Path, String> changed = new LinkedHashMap<>();
        for (Map.Entry<String, List<Hunk>> file : files.entrySet()) {
            Path path = root.resolve(file.getKey());
            if (!Files.exists(path)) {
                throw new IllegalStateException(file.getKey() + " is not there any more");
            }
            List<String> lines = new ArrayList<>(List.of(Files.readString(path).split("\n", -1)));
            int shift = 0;
            for (Hunk hunk : file.getValue()) {
                int at = placeOf(hunk, lines, hunk.line() - 1 + shift, file.getKey());
                lines.subList(at, at + hunk.old().size()).clear();
                lines.addAll(at, hunk.fresh());
                shift += hunk.fresh().size() - hunk.old().size();
            }
            changed.put(path, String.join("\n", lines));
        }
        return changed;
    }

    private static int placeOf(Hunk hunk, List<String> lines, int expected, String file) {
        if (stands(hunk, lines, expected)) {
            return expected;
        }
        List<Integer> places = new ArrayList<>();
        for (int at = 0; at < lines.size(); at++) {
            if (stands(hunk, lines, at)) {
                places.add(at);
            }
        }
        if (places.size() != 1) {
            throw new IllegalStateException("the hunk of " + file + ":" + hunk.line() + " applies at " + places.size() + " places");
        }
        return places.get(0);
    }

    private static boolean stands(Hunk hunk, List<String> lines, int at) {
        return at >= 0 && at + hunk.old().size() <= lines.size() && lines.subList(at, at + hunk.old().size()).equals(hunk.old());
    }
}
